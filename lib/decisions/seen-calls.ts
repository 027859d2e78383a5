import type { Context } from '@/lib/context'
import { COUNTED_SINCE, newestCalls } from './newest-calls'

const DAY_MS = 86_400_000
const DAYS = 7
const MOST_TOOLS = 200
/** Whose calls of a tool are looked at. */
const PROXIES = 5

/** A tool that agents called under a policy, and the arguments they gave. */
export interface SeenTool {
  readonly tool: string
  /** In the last 7 days, counted in whole hours. */
  readonly calls: number
  /** Argument keys with the calls that carried them, most frequent first, of the `sampled` newest calls whose keys are known. */
  readonly keys: readonly { readonly key: string; readonly calls: number }[]
  readonly sampled: number
}

/** What agents called lately through the proxies of a policy, most frequent tool first. Stock Intercept tells no argument keys. */
export async function seenCalls({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** Full repository path of the policy. */
  readonly input: { readonly policy: string }
}): Promise<SeenTool[]> {
  const since = new Date(ctx.now.getTime() - DAYS * DAY_MS)
  const proxies = await ctx.db.prisma.proxy.findMany({
    where: { repositoryId: ctx.repositoryId, policyPath: input.policy },
    select: { number: true },
  })
  const numbers = proxies.map(({ number }) => number)
  if (numbers.length === 0) return []
  const tools = await ctx.db.pool.query<{ id: number; tool: string; calls: number }>(
    `SELECT t.id, t.name AS tool, sum(h.n)::int AS calls FROM ${COUNTED_SINCE} h JOIN tool_name t ON t.id = h.tool
     GROUP BY t.id, t.name ORDER BY calls DESC, t.name LIMIT ${MOST_TOOLS}`,
    [numbers, since],
  )
  const keys = await ctx.db.pool.query<{ tool: string; key: string | null; calls: number }>(
    `WITH newest AS (${newestCalls(PROXIES, 'd.tool = ANY($3)')})
     SELECT t.name AS tool, k.key, count(*)::int AS calls
     FROM newest n JOIN tool_name t ON t.id = n.tool
     CROSS JOIN LATERAL (SELECT NULL::text AS key UNION ALL SELECT DISTINCT unnest(n.arg_keys)) k
     GROUP BY t.name, k.key ORDER BY calls DESC, k.key`,
    [numbers, since, tools.rows.map(({ id }) => id)],
  )
  return tools.rows.map(({ tool, calls }) => {
    const own = keys.rows.filter((row) => row.tool === tool)
    return {
      tool,
      calls,
      // The row without a key counts the calls themselves.
      sampled: own.find(({ key }) => key === null)?.calls ?? 0,
      keys: own.flatMap((row) => (row.key === null ? [] : [{ key: row.key, calls: row.calls }])),
    }
  })
}
