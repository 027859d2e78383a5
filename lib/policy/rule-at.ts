import type { LoadedPolicy } from './parse-policy'

/** Where a rule stands in a policy. */
export interface RuleAt {
  readonly tool: string
  /** From zero. */
  readonly rule: number
}

/** The rule that an offset of the text is in; null outside of all. */
export function ruleAt(
  { policy, positions }: Pick<LoadedPolicy, 'policy' | 'positions'>,
  offset: number,
): RuleAt | null {
  for (const [tool, { rules }] of policy.tools) {
    const whole = positions.locate(['tools', tool])
    if (offset < whole.start || offset > whole.end) continue
    const rule = rules.findIndex((_, index) => {
      const { start, end } = positions.locate(['tools', tool, 'rules', index])
      return offset >= start && offset <= end
    })
    if (rule >= 0) return { tool, rule }
  }
  return null
}
