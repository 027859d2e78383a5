import type { Context } from '@/lib/context'
import type { DecisionFilter } from './decision-filter'
import { gapSpan } from './gap-span'
import { proxiesInView } from './proxies-in-view'

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
  input,
}: {
  readonly ctx: Context
  readonly input: Pick<DecisionFilter, 'from' | 'to' | 'proxy' | 'policy'>
}): Promise<GapSpan[]> {
  const { first, last } = gapSpan('g')
  const { sql, values } = await proxiesInView(ctx, input)
  const { rows } = await ctx.db.pool.query<GapSpan>(
    `SELECT lower(span) AS from, upper(span) AS to FROM unnest((
       SELECT range_agg(tstzrange(${first}, ${last}, '[]'))
       FROM (${sql}) v JOIN event_file f ON f.reporter_id = v.id JOIN log_gap g ON g.file_id = f.id
       WHERE tstzrange(${first}, ${last}, '[]') && v.held)) span
     ORDER BY 1 LIMIT ${MOST}`,
    values,
  )
  return rows
}
