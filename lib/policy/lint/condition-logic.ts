import { findArgument } from '../compare/find-argument'
import { requireCondition, type Requirement } from '../compare/requirement'
import { BudgetSpent, WorkBudget } from '../compare/work-budget'
import { formatValue } from '../go/format'
import type { Condition } from '../policy'

/** Steps for all conditions of a policy: a quarter of a second. What is not looked at by then is not reported. */
const MOST_STEPS = 500_000

/** The condition in one line, for messages. */
export function key({ path, op, value }: Condition): string {
  return `${path} ${op} ${formatValue(value).slice(0, 40)}`
}

/** What conditions on arguments say of each other, proved by the search that comparisons use; what is not proved is `false`. */
export class ConditionLogic {
  readonly #budget = new WorkBudget(MOST_STEPS)

  /** True only when every call that meets `a` surely meets `b`. */
  follows(a: Condition, b: Condition): boolean {
    return a.path === b.path && this.#isProved([a], b)
  }

  /** True only when no call can meet both; of one and the same condition, when no call meets it. */
  contradicts(a: Condition, b: Condition): boolean {
    return a.path === b.path && this.#isProved(a === b ? [a] : [a, b], null)
  }

  /** Whether no value meets `all` without meeting `not`. */
  #isProved(all: readonly Condition[], not: Condition | null): boolean {
    if (!all.every(({ path }) => path.startsWith('args.'))) return false
    try {
      const requirements = all.map(asRequirement)
      return findArgument(requirements, not && asRequirement(not), 'any', this.#budget).kind === 'none'
    } catch (error) {
      if (error instanceof BudgetSpent) return false
      throw error
    }
  }
}

/** The search does not look at where a condition stands. */
function asRequirement(condition: Condition): Requirement {
  return requireCondition(condition, { file: 'after', tool: '', index: 0, name: '' })
}
