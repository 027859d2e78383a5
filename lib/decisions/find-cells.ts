import type { Pool } from 'pg'
import { rollUpConditions } from './chart-decisions'
import type { ResolvedFilter } from './decision-filter'
import { followedAt } from './path-then'

/** How often one proxy decided so about one tool in one hour. */
export interface Cell {
  readonly hour: Date
  readonly proxy: number
  readonly tool: number
  readonly result: number
  /** Rows that match; 0 for an hour in which its proxy was moved: some may, and only looking at them tells. */
  readonly n: number
}

export interface HourSpan {
  readonly from: Date
  readonly to: Date
}

const HOUR = 3_600_000

/** The newest cells of a filter that together hold at least `rows` rows inside the span; all of them when they hold less. */
export async function findCells(
  pool: Pool,
  filter: ResolvedFilter,
  span: HourSpan,
  rows: number,
): Promise<Cell[]> {
  if (span.from >= span.to) return []
  const by = await driversOf(pool, filter, span)
  // The cells of the newest and of the last hour may be incomplete, each other one holds a row at least.
  for (let limit = rows * 2 + 64; ; limit *= 8) {
    const cells = await newestCells(pool, { ...filter, ...span }, by, limit)
    const enough = takeRows(cells, span, rows, cells.length < limit)
    if (enough !== null) return enough
  }
}

/** Whole hours from the newest on until they hold enough; null when more cells must be read to know. */
function takeRows(cells: readonly Cell[], span: HourSpan, rows: number, complete: boolean): Cell[] | null {
  const oldest = cells.at(-1)?.hour.getTime() ?? 0
  const known = complete ? [...cells] : cells.filter(({ hour }) => hour.getTime() > oldest)
  const isInside = (hour: Date) => hour >= span.from && hour.getTime() + HOUR <= span.to.getTime()
  let inside = 0
  for (const [index, { hour, n }] of known.entries()) {
    inside += isInside(hour) ? n : 0
    const next = known[index + 1]?.hour.getTime()
    if (inside >= rows && next !== hour.getTime()) return known.slice(0, index + 1)
  }
  return complete ? known : null
}

async function newestCells(
  pool: Pool,
  filter: ResolvedFilter,
  { drivers, rest }: Drivers,
  limit: number,
): Promise<Cell[]> {
  const { conditions, values } = rollUpConditions({ ...filter, ...rest, moved: null }, 'hour')
  const isCut = movedHours(filter, { conditions, values })
  const branches = drivers.map(({ column, ids }) => {
    values.push(ids)
    // One value after the other, so that its index is read from the newest hour on and no further than needed.
    return `SELECT c.* FROM unnest($${values.length}::int[]) v CROSS JOIN LATERAL (
      SELECT hour, proxy, tool, result, rule, digest, n FROM decision_hour
      WHERE ${column} = v AND ${column} <> 0 AND ${conditions.join(' AND ')} ORDER BY hour DESC LIMIT ${limit}
    ) c`
  })
  const from =
    branches.length === 0
      ? `SELECT hour, proxy, tool, result, rule, digest, n FROM decision_hour WHERE ${conditions.join(' AND ')}`
      : branches.join(' UNION ')
  const { rows } = await pool.query<Cell>(
    `SELECT hour, proxy, tool, result, CASE WHEN ${isCut} THEN 0 ELSE n::float8 END AS n FROM (${from}) cells ORDER BY hour DESC LIMIT ${limit}`,
    values,
  )
  return rows
}

/** Leaves out what moved proxies decided under other policies; returns the condition, in SQL, that a cell may hold rows of both. */
function movedHours(
  { moved }: ResolvedFilter,
  { conditions, values }: { conditions: string[]; values: unknown[] },
): string {
  if (moved === null) return 'false'
  const hours = moved.moves.map(({ at }) => new Date(Math.floor(at.getTime() / HOUR) * HOUR))
  values.push(moved.moves.map(({ number }) => number), hours) // prettier-ignore
  const isCut = `(proxy, hour) IN (SELECT * FROM unnest($${values.length - 1}::int[], $${values.length}::timestamptz[]))`
  conditions.push(`(${isCut} OR ${followedAt(moved, values, { proxy: 'proxy', at: 'hour' })})`)
  return isCut
}

/** What leads to the cells: values of one part of a filter, or of the two that a text may name. */
interface Drivers {
  readonly drivers: readonly { readonly column: 'tool' | 'rule' | 'proxy'; readonly ids: readonly number[] }[]
  /** That part taken out of the filter: asked for twice, the planner takes it for far rarer than it is, and reads all of it at once. */
  readonly rest: Partial<ResolvedFilter>
}

async function driversOf(pool: Pool, filter: ResolvedFilter, span: HourSpan): Promise<Drivers> {
  const { tools, rules, proxies, text } = filter
  if (rules !== null) return { drivers: [{ column: 'rule', ids: rules }], rest: { rules: null } }
  if (proxies !== null && (tools === null || (await isRarer(pool, filter.repository, span, proxies, tools))))
    return { drivers: [{ column: 'proxy', ids: proxies }], rest: { proxies: null } }
  if (tools !== null) return { drivers: [{ column: 'tool', ids: tools }], rest: { tools: null } }
  if (text === null) return { drivers: [], rest: {} }
  const named = [
    { column: 'tool', ids: text.tools },
    { column: 'rule', ids: text.rules },
  ] as const
  return { drivers: named, rest: { text: null } }
}

/** Whether these proxies decided less than was decided about these tools, by the counts of whole days. */
async function isRarer(
  pool: Pool,
  repository: number,
  { from, to }: HourSpan,
  proxies: readonly number[],
  tools: readonly number[],
): Promise<boolean> {
  const { rows } = await pool.query<{ rarer: boolean }>(
    `SELECT coalesce(sum(n) FILTER (WHERE facet = 3), 0) <= coalesce(sum(n) FILTER (WHERE facet = 1), 0) AS rarer
     FROM decision_day_facet WHERE repository = $1 AND day >= $2::timestamptz::date AND day <= $3::timestamptz::date
       AND (facet = 1 AND id = ANY($4::int[]) OR facet = 3 AND id = ANY($5::int[]))`,
    [repository, from, to, tools, proxies],
  )
  return rows[0]?.rarer ?? true
}
