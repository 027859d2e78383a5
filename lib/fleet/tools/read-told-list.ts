import type { Context } from '@/lib/context'
import type { OfferedTool } from '@/lib/wire/tools-event'
import { NEWEST_LIST } from './newest-list'

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
    `SELECT l.tools, l.left_out AS "leftOut", l.last_seen_at AS "seenAt" ${NEWEST_LIST} AND p.name = $2`,
    [ctx.repositoryId, input.proxy],
  )
  return rows[0] ?? null
}
