import type { Context } from '@/lib/context'
import type { DecisionFilter } from './decision-filter'
import { LARGEST_PAGE, listDecisions, type DecisionRow } from './list-decisions'

/** Everything that a filter finds, newest first, page by page; a page is read when it is asked for. */
export async function* exportDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** `limit` is the size of a page. */
  readonly input: DecisionFilter & { readonly limit?: number }
}): AsyncGenerator<readonly DecisionRow[]> {
  let cursor: string | undefined
  do {
    const { rows, next } = await listDecisions({ ctx, input: { limit: LARGEST_PAGE, ...input, cursor } })
    yield rows
    cursor = next ?? undefined
  } while (cursor !== undefined)
}
