import type { Context } from '@/lib/context'

/**
 * How many lists of tools of each proxy changed something and were acknowledged by nobody; proxies without such are left out. The first
 * list of a proxy is what the others are measured by.
 */
export async function countToolChanges(ctx: Context): Promise<ReadonlyMap<string, number>> {
  const { rows } = await ctx.db.pool.query<{ proxyId: string; changes: number }>({
    name: 'fleet-tool-changes',
    text: `SELECT l.proxy_id AS "proxyId", count(*)::int AS changes
      FROM proxy_tool_list l JOIN proxy p ON p.id = l.proxy_id
      WHERE p.repository_id = $1 AND p.retired_at IS NULL AND ${OPEN_CHANGE} GROUP BY l.proxy_id`,
    values: [ctx.repositoryId],
  })
  return new Map(rows.map(({ proxyId, changes }) => [proxyId, changes]))
}

/** Of a row `l` of proxy_tool_list: it is not the first of its proxy, and nobody acknowledged it. */
export const OPEN_CHANGE = `l.acknowledged_at IS NULL AND EXISTS (SELECT 1 FROM proxy_tool_list e
  WHERE e.proxy_id = l.proxy_id AND (e.first_seen_at, e.id) < (l.first_seen_at, l.id))`
