import { formatValue } from '../go/format'
import type { Condition } from '../policy'
import { holdsAt, literalsOf, numberOf } from './requirement'
import { conditionWeight, type WorkBudget } from './work-budget'

/** Above this nobody counts: two such limits are taken for no limit. */
const UNREACHABLE = 1e15

/**
 * How many calls in a row a counter lets through in one window: it grows by `increment` with each call and must not pass `limit`, and the
 * conditions that look at it are judged before. After the first refusal it stands still, so that this is all. `Infinity`: no refusal.
 * `null`: the increment is negative and the conditions are not the usual ones.
 */
export function countCalls(
  increment: bigint,
  limit: bigint,
  conditions: readonly Condition[],
  budget: WorkBudget,
): number | null {
  // A condition is compiled for each count that it is judged at.
  const holds = (one: Condition, count: bigint) => {
    budget.spend(conditionWeight(one).read)
    return holdsAt(one, count)
  }
  if (increment < 0n)
    return limit >= 0n && conditions.every((one) => isUpperBound(one) && holds(one, 0n)) ? Infinity : null
  for (const one of conditions) budget.spend(STEPS_NEARBY * conditionWeight(one).read)
  const reservable = limit < increment ? 0n : limit / increment
  const refused = suspects(increment, conditions).find((calls) =>
    conditions.some((one) => !holds(one, calls * increment)),
  )
  const calls = refused !== undefined && refused < reservable ? refused : reservable
  return Number(calls) > UNREACHABLE ? Infinity : Number(calls)
}

/** Counts that are looked at around each literal. */
const STEPS_NEARBY = 5

function isUpperBound({ op }: Condition): boolean {
  return op === 'lt' || op === 'lte' || op === 'exists'
}

/** Counts at which a condition can fail for the first time: none, and those around a bound or literal. Ascending. */
function suspects(increment: bigint, conditions: readonly Condition[]): bigint[] {
  const found = new Set([0n, 1n])
  for (const condition of conditions) {
    for (const literal of [condition.value, ...literalsOf(condition)]) {
      const number = numberOf(literal) ?? Number(formatValue(literal))
      if (!Number.isFinite(number)) continue
      const near = BigInt(Math.trunc(number)) / increment
      for (let step = -2n; step <= 2n; step += 1n) if (near + step >= 0n) found.add(near + step)
    }
  }
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}
