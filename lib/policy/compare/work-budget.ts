import type { Condition, GoValue, Rule } from '../policy'
import type { Json } from './comparison'

/**
 * Steps that one comparison may take: about a second of work. A step is about one test of a value by a condition. Counted, never timed, so
 * that the same two policies always get the same answer. A change of each of 1,000 rules takes about half of them.
 */
export const MOST_STEPS = 2_000_000

/** Unwinds a search in which no step is left; `compareTool` turns it into an open question. */
export class BudgetSpent extends Error {}

/** What is left of a comparison's steps. */
export class WorkBudget {
  private left: number

  constructor(readonly most = MOST_STEPS) {
    this.left = most
  }

  /** How many steps were taken; all, once one was refused. */
  get spent(): number {
    return this.left < 0 ? this.most : this.most - this.left
  }

  /** Takes steps before they are done. Throws `BudgetSpent` when they are not there; from then on always. */
  spend(steps: number): void {
    this.left -= steps
    if (!(this.left >= 0)) {
      this.left = -1
      throw new BudgetSpent()
    }
  }
}

/** So many characters are about as much work as one value. */
const CHARACTERS = 32

/** The work to look at a text once. */
export function textWeight(text: string): number {
  return 1 + text.length / CHARACTERS
}

/** The work to look at a value of a policy once, in steps. */
export function valueWeight(value: GoValue): number {
  if (value.kind === 'string') return textWeight(value.value)
  if (value.kind === 'list') return sum(value.items, valueWeight)
  return value.kind === 'map' ? sum(value.entries, ([key, item]) => valueWeight(key) + valueWeight(item)) : 1
}

/** The work to look at an argument once, in steps. */
export function jsonWeight(value: Json | undefined): number {
  if (typeof value === 'string') return textWeight(value)
  if (typeof value !== 'object' || value === null) return 1
  return sum(Object.entries(value), ([key, item]) => textWeight(key) + jsonWeight(item))
}

const weights = new WeakMap<Condition, { readonly test: number; readonly read: number }>()

/** `test`: the work to test one short value. `read`: the work to look at the condition itself. */
export function conditionWeight(condition: Condition): { readonly test: number; readonly read: number } {
  const known = weights.get(condition)
  if (known !== undefined) return known
  const { op, path, value } = condition
  const test = op === 'regex' && value.kind === 'string' ? patternWeight(value.value) : 1
  const weight = { test, read: test + textWeight(path) + valueWeight(value) }
  weights.set(condition, weight)
  return weight
}

/** The work to decide one call by a rule. */
export function ruleWeight({ conditions }: Rule): number {
  return sum(conditions, (condition) => conditionWeight(condition).test)
}

/** An estimate of the states of a compiled pattern, over the states that are as much work as a step. A repetition copies what it repeats. */
export function patternWeight(pattern: string): number {
  let states = pattern.length
  for (const [whole, count = '', most = ''] of pattern.matchAll(/[^\\]\{(\d{1,4})(?:,(\d{0,4}))?\}/g))
    states += Math.max(Number(count), Number(most)) * (whole.startsWith(')') ? pattern.length : 1)
  return 1 + states / STATES
}

const STATES = 8

function sum<T>(items: readonly T[], weigh: (item: T) => number): number {
  let total = 1
  for (const item of items) total += weigh(item)
  return total
}
