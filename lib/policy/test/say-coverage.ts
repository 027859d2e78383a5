import { printable } from '../describe/sentence'
import { parsePolicy } from '../parse-policy'
import { validatePolicy } from '../validate-policy'
import { runPolicyTests } from './run-policy-tests'
import type { Coverage } from './test-report'

/** What could be covered of a policy without tests; `null` when Intercept refuses it. */
export function coverageOf(policy: string | Uint8Array): Coverage | null {
  const loaded = parsePolicy(policy)
  if (!loaded.ok || validatePolicy(loaded).length > 0) return null
  return runPolicyTests(loaded, { cases: [] }).coverage
}

/** A sentence for each rule with an outcome that no test reaches, at the line of the rule. */
export function sayUncovered({ rules }: Coverage): { readonly line: number; readonly message: string }[] {
  return rules.flatMap(({ tool, rule, line, letsThrough, denies }) => {
    const lacks = [
      ...(letsThrough === 'none' ? ['lets through'] : []),
      ...(denies === 'none' ? ['denies'] : []),
    ]
    if (lacks.length === 0) return []
    const name = tool === null ? rule : `${printable(rule)} of ${printable(tool)}`
    return [{ line, message: `No test makes a call that ${name} ${lacks.join(', and none that it ')}.` }]
  })
}
