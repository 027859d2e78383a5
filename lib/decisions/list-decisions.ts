import type { Context } from '@/lib/context'
import { resolveFilter, type DecisionFilter } from './decision-filter'
import { decisionId, parseDecisionId, type DecisionKey } from './decision-id'
import { isToldId } from './event-rest'
import { findRows } from './find-rows'
import { pathAt } from './path-then'

/** One line of the log. */
export interface DecisionRow {
  readonly id: string
  readonly at: Date
  readonly tool: string
  readonly result: 'allowed' | 'denied' | 'would-deny'
  readonly rule: string | null
  /** The proxy's log names no rule: it was found by the denial's text. */
  readonly attributed: boolean
  readonly message: string | null
  /** Null while its instance is matched to no proxy. */
  readonly proxy: string | null
  /** Full repository path of the policy that the proxy had then; null with it. */
  readonly policyPath: string | null
  /** 64 hex; null when not known. */
  readonly sha256: string | null
  readonly evidence: number
  /** The id that our own proxy gave it, and told the agent where it denied. */
  readonly told: string | null
}

export interface DecisionPage {
  readonly rows: readonly DecisionRow[]
  /** Cursor of the next, older page; null at the end of the window. */
  readonly next: string | null
}

/** Rows of a page, as in the other long lists: more of them cost the server time that nobody sees. */
const PAGE = 50
export const LARGEST_PAGE = 500

export interface LogRow {
  at: string
  file: number
  offset: string
  tool: string
  result: number
  rule: string | null
  attributed: boolean
  message: string | null
  proxy: string | null
  policy_path: string | null
  sha256: Buffer | null
  evidence: number
  told: string | null
}

/** The columns of a row, with names instead of numbers; see `toDecisionRow`. */
export const LOG_COLUMNS = `(extract(epoch FROM d.at) * 1000000)::bigint::text AS at, d.file, d."offset"::text AS "offset",
  t.name AS tool, d.result, r.name AS rule, d.attributed, m.text AS message, p.name AS proxy,
  ${pathAt('d.proxy', 'd.at')} AS policy_path, g.sha256, d.evidence, d.payload ->> 'decision' AS told`
export const LOG_JOINS = `JOIN tool_name t ON t.id = d.tool LEFT JOIN rule_name r ON r.id = d.rule
  LEFT JOIN denial_message m ON m.id = d.message LEFT JOIN proxy p ON p.number = d.proxy LEFT JOIN policy_digest g ON g.id = d.digest`

/** A page of the log, newest first, below `cursor`. Always within the filter's time window. */
export async function listDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: DecisionFilter & {
    readonly cursor?: string | undefined
    readonly limit?: number | undefined
  }
}): Promise<DecisionPage> {
  const filter = await resolveFilter(ctx, input)
  if (filter === null) return { rows: [], next: null }
  const limit = Math.min(input.limit ?? PAGE, LARGEST_PAGE)
  const before = input.cursor === undefined ? null : parseDecisionId(input.cursor)
  const keys = await findRows(ctx.db.pool, { filter, before, limit: limit + 1 })
  const rows = await readRows(ctx, keys)
  const page = rows.slice(0, limit).map(toDecisionRow)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/**
 * The rows at places of the log, in their order. Each is looked up by itself, so that the database cannot think of reading whole days. The
 * span around them is given as plain times: only those are known when the query is planned, and each day that is not left out then costs
 * more time to plan than all rows to read.
 */
async function readRows(ctx: Context, keys: readonly DecisionKey[]): Promise<LogRow[]> {
  if (keys.length === 0) return []
  const { rows } = await ctx.db.pool.query<LogRow>(
    `SELECT ${LOG_COLUMNS} FROM unnest($1::bigint[], $2::int[], $3::bigint[]) WITH ORDINALITY k(at, file, o, place)
     CROSS JOIN LATERAL (
       SELECT * FROM decision d WHERE d.at = timestamptz 'epoch' + k.at * interval '1 microsecond' AND d.file = k.file AND d."offset" = k.o
         AND d.at >= $4 AND d.at < $5
       LIMIT 1
     ) d ${LOG_JOINS} ORDER BY k.place`,
    [
      keys.map(({ at }) => at),
      keys.map(({ file }) => file),
      keys.map(({ offset }) => offset),
      millisecondOf(keys.at(-1), 0),
      millisecondOf(keys[0], 1),
    ],
  )
  return rows
}

/** The millisecond of a place, or one some later: times of JavaScript know no microseconds. */
function millisecondOf(key: DecisionKey | undefined, later: number): Date {
  return new Date(Math.floor(Number(key?.at ?? 0) / 1000) + later)
}

const RESULTS = ['denied', 'allowed', 'would-deny'] as const

/** A row of the database as pages show it. */
export function toDecisionRow(row: LogRow): DecisionRow {
  const { at, file, offset, tool, rule, attributed, message, proxy, evidence } = row
  return {
    id: decisionId({ at, file, offset }),
    at: new Date(Math.floor(Number(at) / 1000)),
    tool,
    result: RESULTS[row.result] ?? 'denied',
    rule,
    attributed,
    message,
    proxy,
    policyPath: row.policy_path,
    sha256: row.sha256?.toString('hex') ?? null,
    evidence,
    told: row.told !== null && isToldId(row.told) ? row.told : null,
  }
}
