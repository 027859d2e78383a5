import type { Context } from '@/lib/context'
import { decisionId, type DecisionKey } from './decision-id'
import { isToldId } from './event-rest'

/** A second one shows that it is not the only one. */
const MOST = 5

/**
 * The calls whose denial told an agent this id, newest first: one, unless a file was copied or somebody writes what he likes into his
 * events. Null when the text is no such id. `decision_told_idx` holds denials only: nobody is told the id of an allowed call.
 */
export async function findTold(ctx: Context, text: string): Promise<string[] | null> {
  const told = text.trim()
  if (!isToldId(told)) return null
  const { rows } = await ctx.db.pool.query<DecisionKey>(
    `SELECT (extract(epoch FROM d.at) * 1000000)::bigint::text AS at, d.file, d."offset"::text AS "offset" FROM decision d
     JOIN repository o ON o.number = d.repository
     WHERE o.id = $1 AND d.result <> 1
       AND left(d.payload ->> 'decision', 24) = $2 AND d.payload ->> 'decision' = $2 ORDER BY d.at DESC, d.file DESC, d."offset" DESC LIMIT ${MOST}`,
    [ctx.repositoryId, told],
  )
  return rows.map(decisionId)
}
