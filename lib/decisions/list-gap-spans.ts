import type { Context } from '@/lib/context'
import { PROXIES_IN_VIEW } from './cover-decisions'
import { valuesOf, type DecisionFilter } from './decision-filter'
import { gapSpan } from './gap-span'

/** A time of which some log is known to be incomplete. */
export interface GapSpan {
  readonly from: Date
  readonly to: Date
}

/** A chart shows no more apart. */
const MOST = 100

/** The times of a filter in which a part of some log was never read, those that overlap as one, the earliest first. */
export async function listGapSpans({
  ctx,
  input: { from, to, proxy, policy },
}: {
  readonly ctx: Context
  readonly input: Pick<DecisionFilter, 'from' | 'to' | 'proxy' | 'policy'>
}): Promise<GapSpan[]> {
  const { first, last } = gapSpan('g')
  const { rows } = await ctx.db.pool.query<GapSpan>(
    `SELECT lower(span) AS from, upper(span) AS to FROM unnest((
       SELECT range_agg(tstzrange(${first}, ${last}, '[]'))
       FROM (${PROXIES_IN_VIEW}) v JOIN event_file f ON f.reporter_id = v.id JOIN log_gap g ON g.file_id = f.id
       WHERE ${first} < $5 AND ${last} >= $4)) span
     ORDER BY 1 LIMIT ${MOST}`,
    [ctx.repositoryId, valuesOf(proxy), valuesOf(policy), from, to],
  )
  return rows
}
