import type { Context } from '@/lib/context'
import { NEWEST_LIST } from './newest-list'

/** A proxy that told what its server offers. */
export interface ToldList {
  readonly proxy: string
  readonly tools: number
  /** When its newest list was seen last, by its clock. */
  readonly seenAt: Date
}

const MOST_PROXIES = 1000

/** Proxies that told a list, by name; at most 1,000. For everybody who may read. */
export async function listToldLists({ ctx }: { ctx: Context }): Promise<readonly ToldList[]> {
  const { rows } = await ctx.db.pool.query<ToldList>(
    `SELECT p.name AS proxy, jsonb_array_length(l.tools) + l.left_out AS tools, l.last_seen_at AS "seenAt"
     ${NEWEST_LIST} ORDER BY p.name LIMIT ${MOST_PROXIES}`,
    [ctx.repositoryId],
  )
  return rows
}
