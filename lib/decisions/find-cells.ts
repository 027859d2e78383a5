import type { Pool } from 'pg'
import { rollUpConditions } from './chart-decisions'
import type { ResolvedFilter } from './decision-filter'

/** How often one proxy decided so about one tool in one hour. */
export interface Cell {
  readonly hour: Date
  readonly proxy: number
  readonly tool: number
  readonly result: number
  readonly n: number
}

export interface HourSpan {
  readonly from: Date
  readonly to: Date
}

const HOUR = 3_600_000
/** More proxies than this are not asked one by one when the tool is known. */
const FEW_PROXIES = 4

/** The newest cells of a filter that together hold at least `rows` rows inside the span; all of them when they hold less. */
export async function findCells(
  pool: Pool,
  filter: ResolvedFilter,
  span: HourSpan,
  rows: number,
): Promise<Cell[]> {
  if (span.from >= span.to) return []
  // The cells of the newest and of the last hour may be incomplete, each other one holds a row at least.
  for (let limit = rows * 2 + 64; ; limit *= 8) {
    const cells = await newestCells(pool, filter, span, limit)
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
  span: HourSpan,
  limit: number,
): Promise<Cell[]> {
  const { conditions, values } = rollUpConditions({ ...filter, ...span }, 'hour')
  const branches = drivers(filter).map(({ column, ids }) => {
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
    `SELECT hour, proxy, tool, result, n::float8 AS n FROM (${from}) cells ORDER BY hour DESC LIMIT ${limit}`,
    values,
  )
  return rows
}

interface Driver {
  readonly column: 'tool' | 'rule' | 'proxy'
  readonly ids: readonly number[]
}

/** The part of a filter that names the fewest cells; a text names tools or rules. */
function drivers({ tools, rules, proxies, text }: ResolvedFilter): Driver[] {
  if (rules !== null) return [{ column: 'rule', ids: rules }]
  if (proxies !== null && (tools === null || proxies.length <= FEW_PROXIES))
    return [{ column: 'proxy', ids: proxies }]
  if (tools !== null) return [{ column: 'tool', ids: tools }]
  if (text === null) return []
  return [
    { column: 'tool', ids: text.tools },
    { column: 'rule', ids: text.rules },
  ]
}
