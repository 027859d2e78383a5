import type { Context } from '@/lib/context'
import { movedSince, pathThen } from './path-then'
import { FACETS } from './roll-up'

const HOUR = 3_600_000
export const HOURS_SHOWN = 24

/** What the proxies of one policy denied lately. */
export interface PolicyDenials {
  /** In the last 24 clock hours, the present one included. */
  readonly denied: number
  /** Denials per clock hour (UTC), the oldest first; always 24. */
  readonly hours: readonly number[]
}

/** Denials of the last 24 clock hours by full repository path of the policy; a policy without a denial is not in it. */
export async function countByPolicy({ ctx }: { readonly ctx: Context }): Promise<Map<string, PolicyDenials>> {
  const first = Math.floor(ctx.now.getTime() / HOUR) * HOUR - (HOURS_SHOWN - 1) * HOUR
  const from = new Date(first)
  const path = pathThen(await movedSince(ctx, from), 'c.id', 'c.hour', 'p.policy_path')
  const { rows } = await ctx.db.pool.query<{ path: string; hour: number; n: number }>(
    `SELECT ${path} AS path, extract(epoch FROM c.hour)::float8 * 1000 AS hour, sum(c.n)::float8 AS n
     FROM decision_hour_facet c JOIN proxy p ON p.number = c.id
     WHERE c.repository = (SELECT number FROM repository WHERE id = $1) AND c.facet = ${FACETS.proxy} AND c.hour >= $2 AND c.result = 0
     GROUP BY 1, c.hour`,
    [ctx.repositoryId, from],
  )
  const policies = new Map<string, { denied: number; hours: number[] }>()
  for (const { path, hour, n } of rows) {
    const counts = policies.get(path) ?? { denied: 0, hours: Array.from({ length: HOURS_SHOWN }, () => 0) }
    policies.set(path, counts)
    const place = (hour - first) / HOUR
    // An event may be stamped ahead of the server's clock: counted, but on no bar.
    if (place < HOURS_SHOWN) counts.hours[place] = n
    counts.denied += n
  }
  return policies
}
