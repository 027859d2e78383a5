import type { Context } from '@/lib/context'
import type { CallShapes } from '@/lib/policy/edit/call-candidate'
import { COUNTED_SINCE, newestCalls } from './newest-calls'

const DAY_MS = 86_400_000
const DAYS = 7
/** Whose calls of the tool are looked at. */
const PROXIES = 100

/** What agents called a tool with lately, under one policy. */
export interface SeenShapes {
  /** How far back it was looked. */
  readonly days: number
  /** Counted in whole hours. */
  readonly calls: number
  readonly denied: number
  /** Of the newest calls whose argument names are known, the most frequent names first. */
  readonly shapes: CallShapes
}

/** How often a tool was called through the proxies of a policy, how often it was denied, and which arguments were given together. */
export async function seenShapes({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** Full repository path of the policy. */
  readonly input: { readonly policy: string; readonly tool: string }
}): Promise<SeenShapes> {
  const since = new Date(ctx.now.getTime() - DAYS * DAY_MS)
  const proxies = await ctx.db.prisma.proxy.findMany({
    where: { repositoryId: ctx.repositoryId, policyPath: input.policy },
    select: { number: true },
  })
  const numbers = proxies.map(({ number }) => number)
  if (numbers.length === 0) return { days: DAYS, calls: 0, denied: 0, shapes: [] }
  const counted = await ctx.db.pool.query<{ calls: number; denied: number }>(
    `SELECT coalesce(sum(h.n), 0)::int AS calls, coalesce(sum(h.n) FILTER (WHERE h.result = 0), 0)::int AS denied
     FROM ${COUNTED_SINCE} h WHERE h.tool = (SELECT id FROM tool_name WHERE name = $3)`,
    [numbers, since, input.tool],
  )
  const shapes = await ctx.db.pool.query<{ keys: string[]; calls: number }>(
    `WITH newest AS (${newestCalls(PROXIES, 'd.tool = (SELECT id FROM tool_name WHERE name = $3)')})
     SELECT s.keys, count(*)::int AS calls FROM newest n
     CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT k FROM unnest(n.arg_keys) k ORDER BY k) AS keys) s
     GROUP BY s.keys ORDER BY calls DESC, s.keys`,
    [numbers, since, input.tool],
  )
  const [total] = counted.rows
  return { days: DAYS, calls: total?.calls ?? 0, denied: total?.denied ?? 0, shapes: shapes.rows }
}
