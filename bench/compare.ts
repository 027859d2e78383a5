import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'

const TOOLS = 250

/** Two policies of 1,000 rules. `sameMs`: equal ones (target ≤ 1,000). `differentMs`: every rule changed (target ≤ 1,000). */
export async function compare(report: (measure: string, value: number, unit: string) => void): Promise<void> {
  report('sameMs', await measure(makePolicy(0), makePolicy(0)), 'ms')
  report('differentMs', await measure(makePolicy(0), makePolicy(1)), 'ms')
}

async function measure(before: Policy, after: Policy): Promise<number> {
  const started = performance.now()
  comparePolicies(before, after)
  return performance.now() - started
}

/** Four rules per tool: a bound, a list, a presence and a rate limit. */
function makePolicy(version: number): Policy {
  const tools = Array.from({ length: TOOLS }, (_, i) => {
    const currencies = version === 0 ? 'eur, usd' : 'eur, gbp'
    return `  tool_${i}:
    rules:
      - {name: cap, conditions: [{path: args.amount, op: lte, value: ${1000 + version}}]}
      - {name: list, conditions: [{path: args.currency, op: in, value: [${currencies}]}]}
      - {name: given, conditions: [{path: args.reason${version}, op: exists, value: true}]}
      - {name: rate, rate_limit: ${100 + version}/hour}`
  })
  const parsed = parsePolicy(`version: "1"\ndefault: deny\ntools:\n${tools.join('\n')}\n`)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}
