/** What things of a list are counted by: `keyOf` tells kinds apart. */
export interface Counted<Thing, Kind> {
  readonly kindOf: (thing: Thing) => Kind
  readonly keyOf: (kind: Kind) => string
}

/** How many of a list are of one kind. */
export interface KindCount<Kind> {
  readonly kind: Kind
  readonly count: number
}

/**
 * How many of a long list are of which kind. One that differs from another in a few places is made from it without looking at the rest; none
 * changes once it is made.
 */
export class KindCounts<Thing, Kind> {
  private constructor(
    private readonly by: Counted<Thing, Kind>,
    /** Only ever grow, so that counts that came one from another share them. */
    private readonly kinds: Kind[],
    private readonly codes: Map<string, number>,
    /** The kind of each place of the list. */
    private readonly places: Uint32Array,
    private readonly counts: number[],
  ) {}

  static of<Thing, Kind>(by: Counted<Thing, Kind>, list: readonly Thing[]): KindCounts<Thing, Kind> {
    const counts = new KindCounts(by, [], new Map(), new Uint32Array(list.length), [])
    for (const [place, thing] of list.entries()) counts.#put(place, thing)
    return counts
  }

  /** Of the list with other things at some places. */
  with(changed: readonly (readonly [place: number, thing: Thing])[]): KindCounts<Thing, Kind> {
    const { by, kinds, codes, places, counts } = this
    const next = new KindCounts(by, kinds, codes, places.slice(), counts.slice())
    for (const [place, thing] of changed) {
      const before = next.places[place] ?? 0
      next.counts[before] = (next.counts[before] ?? 0) - 1
      next.#put(place, thing)
    }
    return next
  }

  /** Every kind that there is, in no order. */
  list(): KindCount<Kind>[] {
    return this.kinds.flatMap((kind, code) => {
      const count = this.counts[code] ?? 0
      return count === 0 ? [] : [{ kind, count }]
    })
  }

  /** The places of the things of some kinds, in the order of the list. */
  placesOf(isWanted: (kind: Kind) => boolean): number[] {
    const wanted = this.kinds.map(isWanted)
    const found: number[] = []
    this.places.forEach((code, place) => {
      if (wanted[code]) found.push(place)
    })
    return found
  }

  /**
   * The places from `from` until `to` of the list when it is sorted by rank; those of one rank keep their order, those without a rank are
   * left out.
   */
  sorted(rankOf: (kind: Kind) => number | null, from: number, to: number): number[] {
    const ranks = this.kinds.map(rankOf)
    const sizes = new Map<number, number>()
    for (const [code, rank] of ranks.entries())
      if (rank !== null) sizes.set(rank, (sizes.get(rank) ?? 0) + (this.counts[code] ?? 0))
    const next = new Map<number, number>()
    let start = 0
    for (const [rank, size] of [...sizes].sort(([a], [b]) => a - b)) {
      next.set(rank, start)
      start += size
    }
    // Ranks that end before the part or begin after it need no look at each of their places.
    const touched = ranks.map((rank) => {
      const at = rank === null ? to : (next.get(rank) ?? 0)
      return at < to && at + (sizes.get(rank ?? 0) ?? 0) > from ? rank : null
    })
    const found: number[] = []
    this.places.forEach((code, place) => {
      const rank = touched[code]
      if (rank === null || rank === undefined) return
      const at = next.get(rank) ?? 0
      next.set(rank, at + 1)
      if (at >= from && at < to) found[at - from] = place
    })
    return found
  }

  #put(place: number, thing: Thing): void {
    const kind = this.by.kindOf(thing)
    const key = this.by.keyOf(kind)
    const code = this.codes.get(key) ?? this.kinds.push(kind) - 1
    this.codes.set(key, code)
    this.places[place] = code
    this.counts[code] = (this.counts[code] ?? 0) + 1
  }
}
