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
  const minutes = new Map<string, MinuteCount>()
  const hours = new Map<string, CellCount>()
  for (const row of rows) {
    const { at, repository, proxy, result } = row
    const minute = at - (at % MINUTE)
    const shard = proxy % SHARDS
    const minuteKey = `${minute}/${repository}/${shard}/${result}`
    const known = minutes.get(minuteKey)
    if (known) known.n += 1
    else minutes.set(minuteKey, { start: minute, repository, shard, result, n: 1 })
    addCell(hours, row, at - (at % HOUR), 1)
  }
  const days = new Map<string, CellCount>()
  for (const cell of hours.values()) addCell(days, cell, cell.start - (cell.start % DAY), cell.n)
  return {
    minutes: [...minutes.values()].sort(
      (a, b) => a.start - b.start || a.repository - b.repository || a.shard - b.shard || a.result - b.result,
    ),
    hours: [...hours.values()].sort(compareCells),
    days: [...days.values()].sort(compareCells),
    hourFacets: facetsOf(hours.values()),
    dayFacets: facetsOf(days.values()),
  }
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

function addCell(cells: Map<string, CellCount>, row: Omit<Counted, 'at'>, start: number, n: number): void {
  const { repository, proxy, tool, result, rule, digest } = row
  const key = `${start}/${repository}/${proxy}/${tool}/${result}/${rule}/${digest}`
  const known = cells.get(key)
  if (known) known.n += n
  else cells.set(key, { start, repository, proxy, tool, result, rule, digest, n })
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
