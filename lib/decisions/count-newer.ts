import type { Context } from '@/lib/context'
import { logConditions, resolveFilter, type DecisionFilter } from './decision-filter'
import { parseDecisionId } from './decision-id'

/** Counting stops here: a person wants to know that there is more, not how many thousands. */
export const MOST_NEWER = 1000

/** How many decisions of a filter are newer than the one with the id `after`; `null` for a text that is no id. At most `MOST_NEWER`. */
export async function countNewer({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: DecisionFilter & { readonly after: string }
}): Promise<number | null> {
  const key = parseDecisionId(input.after)
  if (key === null) return null
  const filter = await resolveFilter(ctx, input)
  if (filter === null) return 0
  const { conditions, values } = logConditions(filter)
  values.push(key.at, key.file, key.offset)
  const [at, file, offset] = [values.length - 2, values.length - 1, values.length]
  const { rows } = await ctx.db.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT 1 FROM decision d WHERE ${conditions.join(' AND ')} AND (d.at, d.file, d."offset") >
         (timestamptz 'epoch' + $${at}::bigint * interval '1 microsecond', $${file}::int, $${offset}::bigint)
       LIMIT ${MOST_NEWER}
     ) newer`,
    values,
  )
  return rows[0]?.n ?? 0
}
