import type { Context } from '@/lib/context'

/** Changes of a server's tools that nobody acknowledged. */
export interface ToolChanges {
  readonly changes: number
  /** When the first of them was seen, by the proxy's clock. */
  readonly since: Date
}

/**
 * How many lists of tools of each proxy changed something and were acknowledged by nobody, by the proxy's id; proxies without such are left
 * out. Look up those that you know: retired ones are among them, for what is joined on every page costs more than the count.
 */
export async function countToolChanges(ctx: Pick<Context, 'db'>): Promise<ReadonlyMap<string, ToolChanges>> {
  const { rows } = await ctx.db.pool.query<ToolChanges & { proxyId: string }>({
    name: 'fleet-tool-changes',
    text: `SELECT proxy_id AS "proxyId", count(*)::int AS changes, min(first_seen_at) AS since
      FROM proxy_tool_list WHERE acknowledged_at IS NULL GROUP BY proxy_id`,
  })
  return new Map(rows.map(({ proxyId, ...open }) => [proxyId, open]))
}
