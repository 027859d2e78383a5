import type { Context } from '@/lib/context'

const DAY_MS = 86_400_000
const DAYS = 7
/** Newest calls whose argument keys are counted: enough for a share, bounded for any log. */
const SAMPLE = 5000
const MOST_TOOLS = 200

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
  const tools = await ctx.db.pool.query<{ tool: string; calls: number }>(
    `SELECT t.name AS tool, sum(h.n)::int AS calls FROM decision_hour h JOIN tool_name t ON t.id = h.tool
     WHERE h.proxy = ANY($1) AND h.hour >= $2 GROUP BY t.name ORDER BY calls DESC, t.name LIMIT ${MOST_TOOLS}`,
    [numbers, since],
  )
  const keys = await ctx.db.pool.query<{ tool: string; key: string | null; calls: number }>(
    `WITH newest AS (
       SELECT d.tool, d.arg_keys FROM decision d
       WHERE d.proxy = ANY($1) AND d.at >= $2 AND d.arg_keys IS NOT NULL ORDER BY d.at DESC LIMIT ${SAMPLE})
     SELECT t.name AS tool, k.key, count(*)::int AS calls
     FROM newest n JOIN tool_name t ON t.id = n.tool
     CROSS JOIN LATERAL (SELECT NULL::text AS key UNION ALL SELECT DISTINCT unnest(n.arg_keys)) k
     GROUP BY t.name, k.key ORDER BY calls DESC, k.key`,
    [numbers, since],
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
