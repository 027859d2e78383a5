/** Proxies are spread over this many rows of a minute, so that writers do not wait for one another. */
export const SHARDS = 4

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A decision as the log stores it; the numbers stand for names. */
export interface Counted {
  /** Microseconds since the Unix epoch. */
  readonly at: number
  readonly repository: number
  readonly proxy: number
  readonly tool: number
  readonly result: number
  /** 0 when there is none. */
  readonly rule: number
  /** 0 when not known. */
  readonly digest: number
}

export interface MinuteCount {
  readonly start: number
  readonly repository: number
  readonly shard: number
  readonly result: number
  n: number
}

export interface CellCount extends Omit<Counted, 'at'> {
  readonly start: number
  n: number
}

/** The names that decisions are counted by on their own, as decision_hour_facet knows them. */
export const FACETS = { tool: 1, rule: 2, proxy: 3 } as const

export interface FacetCount {
  readonly start: number
  readonly repository: number
  readonly facet: number
  readonly id: number
  readonly result: number
  n: number
}

export interface RollUps {
  readonly minutes: MinuteCount[]
  readonly hours: CellCount[]
  readonly days: CellCount[]
  readonly hourFacets: FacetCount[]
  readonly dayFacets: FacetCount[]
}

/** Counts rows per minute, hour and day, sorted, so that all writers lock the counts in the same order. */
export function rollUp(rows: Iterable<Counted>): RollUps {
  // Each row once, by the minute; what is longer is added up from what is shorter.
  const fine = new Cells(MINUTE)
  for (const row of rows) fine.add(row, row.at, 1)
  const hours = addUp(fine, HOUR)
  const days = addUp(hours, DAY)
  return {
    minutes: minutesOf(fine.all),
    hours: hours.all.sort(compareCells),
    days: days.all.sort(compareCells),
    hourFacets: facetsOf(hours.all),
    dayFacets: facetsOf(days.all),
  }
}

function addUp(cells: Cells, span: number): Cells {
  const sums = new Cells(span)
  for (const cell of cells.all) sums.add(cell, cell.start, cell.n)
  return sums
}

/**
 * Counts per span of time. Rows that follow one another seldom differ in more than tool, result and rule: everything else makes a group,
 * with a key that is made only when it changes. A text as the key of every row costs as much as reading the row.
 */
class Cells {
  readonly all: CellCount[] = []
  readonly #groups = new Map<string, Map<number, Map<number, CellCount>>>()
  #group = new Map<number, Map<number, CellCount>>()
  #last: CellCount | null = null

  constructor(private readonly span: number) {}

  add({ repository, proxy, tool, result, rule, digest }: Omit<Counted, 'at'>, at: number, n: number): void {
    const start = Math.floor(at / this.span) * this.span
    const last = this.#last
    const isSame = last !== null && last.start === start && last.proxy === proxy && last.digest === digest
    if (!isSame || last.repository !== repository)
      this.#group = mapIn(this.#groups, `${start}/${repository}/${proxy}/${digest}`)
    const ofTool = mapIn(this.#group, tool)
    // Three results, and 31 bits of a rule: exact.
    const key = rule * 4 + result
    let cell = ofTool.get(key)
    if (cell === undefined) {
      cell = { start, repository, proxy, tool, result, rule, digest, n: 0 }
      ofTool.set(key, cell)
      this.all.push(cell)
    }
    cell.n += n
    this.#last = cell
  }
}

function mapIn<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const made = new Map<L, V>()
  maps.set(key, made)
  return made
}

function minutesOf(cells: readonly CellCount[]): MinuteCount[] {
  const minutes = new Map<string, MinuteCount>()
  for (const { start, repository, proxy, result, n } of cells) {
    const shard = proxy % SHARDS
    const key = `${start}/${repository}/${shard}/${result}`
    const known = minutes.get(key)
    if (known) known.n += n
    else minutes.set(key, { start, repository, shard, result, n })
  }
  return [...minutes.values()].sort(
    (a, b) => a.start - b.start || a.repository - b.repository || a.shard - b.shard || a.result - b.result,
  )
}

function facetsOf(cells: Iterable<CellCount>): FacetCount[] {
  const counts = new Map<string, FacetCount>()
  for (const cell of cells) {
    const { start, repository, result, n } = cell
    for (const name of ['tool', 'rule', 'proxy'] as const) {
      const [facet, id] = [FACETS[name], cell[name]]
      if (id === 0) continue
      const key = `${start}/${repository}/${facet}/${id}/${result}`
      const known = counts.get(key)
      if (known) known.n += n
      else counts.set(key, { start, repository, facet, id, result, n })
    }
  }
  return [...counts.values()].sort(
    (a, b) =>
      a.start - b.start ||
      a.repository - b.repository ||
      a.facet - b.facet ||
      a.id - b.id ||
      a.result - b.result,
  )
}

function compareCells(a: CellCount, b: CellCount): number {
  return (
    a.start - b.start ||
    a.repository - b.repository ||
    a.proxy - b.proxy ||
    a.tool - b.tool ||
    a.result - b.result ||
    a.rule - b.rule ||
    a.digest - b.digest
  )
}
