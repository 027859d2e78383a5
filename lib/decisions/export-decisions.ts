import type { Context } from '@/lib/context'
import type { DecisionFilter } from './decision-filter'
import { LARGEST_PAGE, listDecisions, type DecisionRow } from './list-decisions'

/** The columns of an exported decision, in their order. */
export const EXPORT_COLUMNS = [
  'at',
  'result',
  'tool',
  'rule',
  'attributed',
  'message',
  'proxy',
  'policy',
  'sha256',
  'evidence',
  'id',
  'decision',
] as const

/** A decision in values of JSON; `at` is ISO 8601 in UTC. */
export type ExportedDecision = Readonly<
  Record<(typeof EXPORT_COLUMNS)[number], string | number | boolean | null>
>

/** Everything that a filter finds, newest first, page by page; a page is read when it is asked for. */
export async function* exportDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** `limit` is the size of a page. */
  readonly input: DecisionFilter & { readonly limit?: number }
}): AsyncGenerator<ExportedDecision[]> {
  let cursor: string | undefined
  do {
    const { rows, next } = await listDecisions({ ctx, input: { limit: LARGEST_PAGE, ...input, cursor } })
    yield rows.map(toExported)
    cursor = next ?? undefined
  } while (cursor !== undefined)
}

function toExported({ at, policyPath: policy, ...row }: DecisionRow): ExportedDecision {
  const { result, tool, rule, attributed, message, proxy, sha256, evidence, id, told: decision } = row
  return {
    at: at.toISOString(),
    result,
    tool,
    rule,
    attributed,
    message,
    proxy,
    policy,
    sha256,
    evidence,
    id,
    decision,
  }
}
