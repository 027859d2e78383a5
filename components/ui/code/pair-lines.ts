/** A row of a side-by-side view: places in the removed and in the added lines; null where one side has none. */
export interface PairedLine {
  readonly old: number | null
  readonly new: number | null
  /** One is the other, edited: what changed within the line is worth a mark. */
  readonly alike: boolean
}

/** Above this many comparisons, lines are paired by their place alone. */
const MOST_CELLS = 4096
/** Lines that share less of themselves have nothing to do with each other. */
const LEAST_ALIKE = 0.4

/**
 * Pairs removed lines with the added ones that replace them, in order: those that share most of their beginning and end together. Lines
 * without a partner stand beside each other where both sides have some left.
 */
export function pairLines(removed: readonly string[], added: readonly string[]): PairedLine[] {
  const partners =
    removed.length * added.length > MOST_CELLS ? byPlace(removed, added) : align(removed, added)
  const rows: PairedLine[] = []
  let [oldAt, newAt] = [0, 0]
  for (const [old, next] of [...partners, [removed.length, added.length] as const]) {
    while (oldAt < old || newAt < next) {
      rows.push({ old: oldAt < old ? oldAt : null, new: newAt < next ? newAt : null, alike: false })
      if (oldAt < old) oldAt += 1
      if (newAt < next) newAt += 1
    }
    if (old < removed.length && next < added.length) rows.push({ old, new: next, alike: true })
    ;[oldAt, newAt] = [old + 1, next + 1]
  }
  return rows
}

type Partners = readonly (readonly [number, number])[]

function byPlace(removed: readonly string[], added: readonly string[]): Partners {
  return removed.flatMap((line, at) =>
    likeness(line, added[at] ?? '') >= LEAST_ALIKE ? [[at, at] as const] : [],
  )
}

/** The pairs, in order on both sides, whose likeness is greatest together. */
function align(removed: readonly string[], added: readonly string[]): Partners {
  const width = added.length + 1
  const best = new Float64Array((removed.length + 1) * width)
  const at = (i: number, j: number) => best[i * width + j] ?? 0
  const alike = removed.map((line) => added.map((other) => likeness(line, other)))
  const gain = (i: number, j: number) => {
    const value = alike[i]?.[j] ?? 0
    return value >= LEAST_ALIKE ? value + at(i + 1, j + 1) : -1
  }
  for (let i = removed.length - 1; i >= 0; i -= 1)
    for (let j = added.length - 1; j >= 0; j -= 1)
      best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), gain(i, j))
  const pairs: [number, number][] = []
  let [i, j] = [0, 0]
  while (i < removed.length && j < added.length) {
    if (gain(i, j) === at(i, j)) {
      pairs.push([i, j])
      i += 1
      j += 1
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1
    else j += 1
  }
  return pairs
}

/** How much of the longer line their common beginning and end are, without indentation: 0 to 1. */
function likeness(a: string, b: string): number {
  const [one, two] = [a.trim(), b.trim()]
  const { start, end } = commonEnds(one, two)
  const most = Math.max(one.length, two.length)
  return most === 0 ? 1 : (start + end) / most
}

/** Lengths of the common beginning and of the common end, which do not overlap. */
export function commonEnds(a: string, b: string): { readonly start: number; readonly end: number } {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start += 1
  let end = 0
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  return { start, end }
}
