import type { Context } from '@/lib/context'
import type { OfferedTool } from '@/lib/wire/tools-event'

/** A proxy that told what its server offers. */
export interface ToldList {
  readonly proxy: string
  readonly tools: number
  /** When its newest list was seen last, by its clock. */
  readonly seenAt: Date
}

const MOST_PROXIES = 1000

const NEWEST = `
  FROM proxy p CROSS JOIN LATERAL (
    SELECT tools, left_out, last_seen_at FROM proxy_tool_list WHERE proxy_id = p.id ORDER BY last_seen_at DESC, id DESC LIMIT 1) l
  WHERE p.repository_id = $1 AND p.retired_at IS NULL`

/** Proxies that told a list, by name; at most 1,000. For everybody who may read. */
export async function listToldLists({ ctx }: { ctx: Context }): Promise<readonly ToldList[]> {
  const { rows } = await ctx.db.pool.query<ToldList>(
    `SELECT p.name AS proxy, jsonb_array_length(l.tools) + l.left_out AS tools, l.last_seen_at AS "seenAt"
     ${NEWEST} ORDER BY p.name LIMIT ${MOST_PROXIES}`,
    [ctx.repositoryId],
  )
  return rows
}

/** The newest list of one proxy. */
export interface ReadList {
  readonly tools: readonly OfferedTool[]
  /** Tools that did not fit into its event. */
  readonly leftOut: number
  readonly seenAt: Date
}

/** The newest list of a proxy; null when it told none. For everybody who may read. */
export async function readToldList({
  ctx,
  input,
}: {
  ctx: Context
  input: { proxy: string }
}): Promise<ReadList | null> {
  const { rows } = await ctx.db.pool.query<ReadList>(
    `SELECT l.tools, l.left_out AS "leftOut", l.last_seen_at AS "seenAt" ${NEWEST} AND p.name = $2`,
    [ctx.repositoryId, input.proxy],
  )
  return rows[0] ?? null
}
