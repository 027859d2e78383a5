import { createHash } from 'node:crypto'
import type { Database } from '@/lib/db/database'
import type { OfferedTool } from '@/lib/wire/tools-event'

/** A tool with equal digests unless said otherwise. */
export function offered(name: string, more: Partial<OfferedTool> = {}): OfferedTool {
  const digest = (letter: string) => letter.repeat(64)
  return { name, title: null, hints: {}, description: digest('a'), inputSchema: digest('b'), ...more }
}

/** Stores that a proxy saw a list at a time, as taking its event does (lib/decisions); returns the list's id. */
export async function seeTools(
  db: Database,
  proxyId: string,
  at: Date,
  { tools, leftOut = 0 }: { readonly tools: readonly OfferedTool[]; readonly leftOut?: number },
): Promise<string> {
  const json = JSON.stringify(tools)
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO proxy_tool_list AS l (proxy_id, digest, tools, left_out, first_seen_at, last_seen_at, received_at)
     VALUES ($1, $2, $3, $4, $5, $5, $5)
     ON CONFLICT (proxy_id, digest) DO UPDATE SET last_seen_at = greatest(l.last_seen_at, excluded.last_seen_at)
     RETURNING id`,
    [proxyId, createHash('sha256').update(json).digest(), json, leftOut, at],
  )
  return rows[0]?.id ?? ''
}
