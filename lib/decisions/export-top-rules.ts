import type { Context } from '@/lib/context'
import { topRules } from './top-rules'

/** Columns of a rule that denied, in their order. */
export const TOP_RULE_COLUMNS = [
  'rule',
  'tools',
  'policy',
  'hours',
  'denied',
  'usual',
  'deniedPerStep',
] as const
type TopRuleExportRow = Readonly<Record<(typeof TOP_RULE_COLUMNS)[number], unknown>>

const MOST = 200

/** The rules that denied most in the last clock hours, at most 200 of them. `usual` is null while the log is too young to say. */
export async function exportTopRules({
  ctx,
  input: { hours },
}: {
  readonly ctx: Context
  readonly input: { readonly hours: 24 | 168 }
}): Promise<TopRuleExportRow[]> {
  const rules = await topRules({ ctx, input: { limit: MOST, hours } })
  return rules.map(({ rule, tools, policy, denied, usual, steps: deniedPerStep }) => {
    return { rule, tools, policy, hours, denied, usual, deniedPerStep }
  })
}
