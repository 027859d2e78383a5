import type { Context } from '@/lib/context'
import { resolveFilter, type DecisionFilter } from './decision-filter'
import { parseDecisionId } from './decision-id'
import { findRows } from './find-rows'

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
  const rows = await findRows(ctx.db.pool, { filter, after: key, limit: MOST_NEWER })
  return rows.length
}
