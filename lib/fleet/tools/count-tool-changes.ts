import type { Context } from '@/lib/context'

/** Changes of a server's tools that nobody acknowledged. */
export interface ToolChanges {
  readonly changes: number
  /** When the first of them was seen, by the proxy's clock. */
  readonly since: Date
}

/**
 * How many lists of tools of each proxy changed something and were acknowledged by nobody; proxies without such are left out. The first
 * list of a proxy is what the others are measured by.
 */
export async function countToolChanges(ctx: Context): Promise<ReadonlyMap<string, ToolChanges>> {
  const { rows } = await ctx.db.pool.query<ToolChanges & { proxyId: string }>({
    name: 'fleet-tool-changes',
    text: `SELECT l.proxy_id AS "proxyId", count(*)::int AS changes, min(l.first_seen_at) AS since
      FROM proxy_tool_list l JOIN proxy p ON p.id = l.proxy_id
      WHERE p.repository_id = $1 AND p.retired_at IS NULL AND l.acknowledged_at IS NULL GROUP BY l.proxy_id`,
    values: [ctx.repositoryId],
  })
  return new Map(rows.map(({ proxyId, ...open }) => [proxyId, open]))
}
