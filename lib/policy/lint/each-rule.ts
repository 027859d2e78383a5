import type { PolicyPath } from '../locate'
import type { Policy, Rule } from '../policy'

export interface PlacedRule {
  readonly tool: string
  readonly rule: Rule
  readonly index: number
  readonly path: PolicyPath
}

/** Every rule of a policy in the order of the file. */
export function* eachRule(policy: Policy): Generator<PlacedRule> {
  for (const { name: tool, rules } of policy.tools.values()) {
    for (const [index, rule] of rules.entries()) {
      yield { tool, rule, index, path: ['tools', tool, 'rules', index] }
    }
  }
}
