import type { Pool } from 'pg'
import { logConditions, type ResolvedFilter } from './decision-filter'
import type { DecisionKey } from './decision-id'
import { findCells, type Cell, type HourSpan } from './find-cells'

/** What is looked for: strictly between two places of the log, newest first. */
export interface WantedRows {
  readonly filter: ResolvedFilter
  readonly before?: DecisionKey | null
  readonly after?: DecisionKey | null
  readonly limit: number
}

/** The newest rows are simply looked through: most filters find a page among so many. */
const LOOK = 4000

/**
 * Places of the newest rows that a filter wants, in order. What is not among the newest rows is found by the counts per hour, which say
 * in which hours which proxy called which tool: however rare it is, only rows that match are read.
 */
export async function findRows(pool: Pool, wanted: WantedRows, look = LOOK): Promise<DecisionKey[]> {
  const { filter, limit } = wanted
  const { results, tools, rules, proxies, text } = filter
  const narrowed = tools !== null || rules !== null || proxies !== null || text !== null
  // All of them, or all denials: an index has them in this order.
  if (!narrowed && (results === null || withoutAllowed(filter))) return readInOrder(pool, wanted)
  const looked = await lookThrough(pool, wanted, look)
  if (looked.complete || looked.keys.length === limit) return looked.keys
  const found = await Promise.all([readCells(pool, wanted), readMessages(pool, wanted)])
  return newest(found.flat(), limit)
}

/** Nothing that was plainly allowed is wanted: the partial indexes have the rest. */
function withoutAllowed({ results }: ResolvedFilter): boolean {
  return results !== null && !results.includes(1)
}

const KEY = `(extract(epoch FROM d.at) * 1000000)::bigint::text AS at, d.file, d."offset"::text AS "offset"`
const ORDER = 'ORDER BY d.at DESC, d.file DESC, d."offset" DESC'

/** All conditions of what is wanted, on `decision d`; those on time can be told at planning, so that days outside are not opened. */
function conditionsOf({ filter, before, after }: WantedRows): { where: string; values: unknown[] } {
  const { conditions, values } = logConditions(filter)
  // A partial index is only used for a condition that stands there literally.
  if (withoutAllowed(filter)) conditions.push('d.result <> 1')
  for (const [key, compare] of [
    [before, '<'],
    [after, '>'],
  ] as const) {
    if (key == null) continue
    values.push(key.at, key.file, key.offset)
    const [at, file, offset] = [values.length - 2, values.length - 1, values.length]
    const instant = `timestamptz 'epoch' + $${at}::bigint * interval '1 microsecond'`
    conditions.push(`(d.at, d.file, d."offset") ${compare} (${instant}, $${file}::int, $${offset}::bigint)`)
    conditions.push(`d.at ${compare}= ${instant}`)
  }
  return { where: conditions.join(' AND '), values }
}

async function readInOrder(pool: Pool, wanted: WantedRows): Promise<DecisionKey[]> {
  const { where, values } = conditionsOf(wanted)
  const { rows } = await pool.query<DecisionKey>(
    `SELECT ${KEY} FROM decision d WHERE ${where} ${ORDER} LIMIT ${wanted.limit}`,
    values,
  )
  return rows
}

/** `complete`: there are no more rows to look through. */
async function lookThrough(
  pool: Pool,
  wanted: WantedRows,
  look: number,
): Promise<{ keys: DecisionKey[]; complete: boolean }> {
  const { filter, limit } = wanted
  const span = conditionsOf({
    ...wanted,
    filter: {
      ...filter,
      results: withoutAllowed(filter) ? filter.results : null,
      tools: null,
      rules: null,
      proxies: null,
      moved: null,
      text: null,
    },
  })
  const all = logConditions(filter)
  const own = all.conditions.map((condition) =>
    condition.replace(/\$(\d+)/g, (_, place: string) => `$${Number(place) + span.values.length}`),
  )
  type Row = { seen: number; at: string | null; file: number; offset: string }
  const { rows } = await pool.query<Row>(
    `WITH look AS MATERIALIZED (
       SELECT d.at, d.file, d."offset", d.repository, d.proxy, d.tool, d.result, d.rule, d.message FROM decision d
       WHERE ${span.where} ${ORDER} LIMIT ${look}
     )
     SELECT s.seen, k.* FROM (SELECT count(*)::int AS seen FROM look) s LEFT JOIN LATERAL (
       SELECT ${KEY} FROM look d WHERE ${own.join(' AND ')} ${ORDER} LIMIT ${limit}
     ) k ON true`,
    [...span.values, ...all.values],
  )
  const keys = rows.flatMap(({ at, file, offset }) => (at === null ? [] : [{ at, file, offset }]))
  return { keys: newest(keys, limit), complete: (rows[0]?.seen ?? 0) < look }
}

async function readCells(pool: Pool, wanted: WantedRows): Promise<DecisionKey[]> {
  const cells = await findCells(pool, wanted.filter, hoursOf(wanted), wanted.limit)
  const denied = cells.filter(({ result }) => result !== 1)
  const allowed = cells.filter(({ result }) => result === 1)
  const found = await Promise.all([
    readRowsOf(pool, wanted, denied, 'd.result <> 1'),
    readRowsOf(pool, wanted, allowed, 'd.result = 1'),
  ])
  return found.flat()
}

/** The hours that lie in what is wanted, and the two that only lie in it with a part. */
function hoursOf({ filter, before, after }: WantedRows): HourSpan {
  const from = after == null ? filter.from : new Date(Number(after.at) / 1000)
  const to = before == null ? filter.to : new Date(Number(before.at) / 1000)
  return { from: from > filter.from ? from : filter.from, to: to < filter.to ? to : filter.to }
}

async function readRowsOf(
  pool: Pool,
  wanted: WantedRows,
  cells: readonly Cell[],
  literal: string,
): Promise<DecisionKey[]> {
  if (cells.length === 0) return []
  // Several results or rules of a proxy, a tool and an hour are one range of the index.
  const ranges = new Map(
    cells.map((cell) => [`${cell.proxy}/${cell.tool}/${cell.hour.getTime()}`, cell] as const),
  )
  const { where, values } = conditionsOf(wanted)
  const first = values.length
  const list = [...ranges.values()]
  values.push(list.map(({ proxy }) => proxy), list.map(({ tool }) => tool), list.map(({ hour }) => hour)) // prettier-ignore
  const { rows } = await pool.query<DecisionKey>(
    `SELECT ${KEY} FROM unnest($${first + 1}::int[], $${first + 2}::int[], $${first + 3}::timestamptz[]) c(proxy, tool, hour)
     CROSS JOIN LATERAL (
       SELECT d.at, d.file, d."offset" FROM decision d
       WHERE d.proxy = c.proxy AND d.tool = c.tool AND d.at >= c.hour AND d.at < c.hour + interval '1 hour'
         AND ${literal} AND ${where} ${ORDER} LIMIT ${wanted.limit}
     ) d ${ORDER} LIMIT ${wanted.limit}`,
    values,
  )
  return rows
}

/** The counts know no messages: rows that a text finds by their message have an index of their own. */
async function readMessages(pool: Pool, wanted: WantedRows): Promise<DecisionKey[]> {
  const messages = wanted.filter.text?.messages ?? []
  if (messages.length === 0) return []
  // Of the text only the message is asked here: named a second time with tools and rules beside it, all three indexes would be read.
  const { where, values } = conditionsOf({ ...wanted, filter: { ...wanted.filter, text: null } })
  values.push(messages)
  const { rows } = await pool.query<DecisionKey>(
    `SELECT ${KEY} FROM unnest($${values.length}::int[]) c(message) CROSS JOIN LATERAL (
       SELECT d.at, d.file, d."offset" FROM decision d
       WHERE d.message = c.message AND d.message IS NOT NULL AND ${where} ${ORDER} LIMIT ${wanted.limit}
     ) d ${ORDER} LIMIT ${wanted.limit}`,
    values,
  )
  return rows
}

function newest(keys: readonly DecisionKey[], limit: number): DecisionKey[] {
  const distinct = new Map(keys.map((key) => [`${key.at}-${key.file}-${key.offset}`, key]))
  return [...distinct.values()].sort(compare).slice(0, limit)
}

function compare(a: DecisionKey, b: DecisionKey): number {
  return Number(b.at) - Number(a.at) || b.file - a.file || Number(b.offset) - Number(a.offset)
}
