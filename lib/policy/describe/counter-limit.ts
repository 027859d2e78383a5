import type { Condition, GoValue, Rule } from '../policy'
import { counterScope } from '../rate-limit'

/** The path of the counter that a rule of `tool` keeps, or `null` when it keeps none. */
function ownCounterPath(rule: Rule, tool: string): string | null {
  return rule.state === undefined ? null : `state.${counterScope(tool)}.${rule.state.counter}`
}

/** The condition that limits the rule's own counter: the first `lt` or `lte` on it. Without one the counter is never counted. */
export function limitCondition(rule: Rule, tool: string): Condition | null {
  const own = ownCounterPath(rule, tool)
  if (own === null) return null
  return rule.conditions.find(({ path, op }) => path === own && (op === 'lt' || op === 'lte')) ?? null
}

/** The largest value that the counter may reach: `int64(float64(value))`, less one for `lt`. */
export function largestCount({ op, value }: Condition): bigint {
  const most = int64(value)
  return op === 'lt' ? BigInt.asIntN(64, most - 1n) : most
}

const OVERFLOW = -(2n ** 63n)

/** Go's conversion on amd64: toward zero; what does not fit becomes −2^63. */
function int64(value: GoValue): bigint {
  const number = value.kind === 'int' ? Number(value.value) : value.kind === 'float' ? value.value : NaN
  if (!(number >= -(2 ** 63) && number < 2 ** 63)) return OVERFLOW
  return BigInt(Math.trunc(number))
}
