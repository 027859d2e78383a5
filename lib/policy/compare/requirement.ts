import { compileOperator } from '../compile-operator'
import { formatValue } from '../go/format'
import { toInt64 } from '../go/int64'

import type { Condition, GoValue } from '../policy'
import type { Json, RulePlace } from './comparison'
import { conditionWeight, jsonWeight, type WorkBudget } from './work-budget'

/** A value at a path; `undefined` when the path leads nowhere. */
export type Argument = Json | undefined

/**
 * Something that one argument must meet for a call to be allowed. Everything that a rule asks of arguments is a conjunction of these:
 * the conditions, and the number that `increment_from` needs.
 */
export interface Requirement {
  /** Equal keys mean equal predicates. */
  readonly key: string
  readonly path: string
  readonly condition: Condition | null
  /** With `increment_from`: the most that one call may add, or `null` when nothing limits it. */
  readonly most: bigint | null
  readonly rule: RulePlace
  /** `test`: the steps to test one short value. `read`: the steps to look at the requirement itself. */
  readonly weight: { readonly test: number; readonly read: number }
  holds(value: Argument): boolean
}

/** Whether a value meets all requirements; every test is paid for. */
export function meetsAll(all: readonly Requirement[], value: Argument, budget: WorkBudget): boolean {
  const size = jsonWeight(value)
  return all.every((one) => {
    budget.spend(one.weight.test * size)
    return one.holds(value)
  })
}

/** The requirement of a condition on an argument. */
export function requireCondition(condition: Condition, rule: RulePlace): Requirement {
  const parts = readCondition(condition)
  return { ...parts, path: condition.path, condition, most: null, rule }
}

/** A rule of `*` is read for every tool; its pattern is compiled once. */
const read = new WeakMap<Condition, Pick<Requirement, 'key' | 'weight' | 'holds'>>()

function readCondition(condition: Condition): Pick<Requirement, 'key' | 'weight' | 'holds'> {
  const known = read.get(condition)
  if (known !== undefined) return known
  const key = `${condition.op} ${valueKey(condition.value)}`
  const parts = { key, weight: conditionWeight(condition), holds: predicateOf(condition) }
  read.set(condition, parts)
  return parts
}

/** What `increment_from` asks of its argument on the first call of a window: a number that is not over the limit by itself. */
export function requireAmount(path: string, most: bigint | null, rule: RulePlace): Requirement {
  return {
    key: `amount ${most ?? 'any'}`,
    path,
    condition: null,
    most,
    rule,
    weight: { test: 1, read: 1 },
    holds: (value) => typeof value === 'number' && (most === null || toInt64(value) <= most),
  }
}

/** Tells values apart exactly as the operators can: by Go type and text. */
export function valueKey(value: GoValue): string {
  if (value.kind === 'list') return `[${value.items.map(valueKey).join(',')}]`
  const bytes = value.kind === 'string' && value.bytes !== undefined ? [...value.bytes] : []
  return JSON.stringify([value.kind, formatValue(value), ...bytes])
}

/** The number that an operator compares with, or `null` when Go does not count the value as numeric. */
export function numberOf(value: GoValue): number | null {
  return value.kind === 'int' ? Number(value.value) : value.kind === 'float' ? value.value : null
}

/** The values that an operator compares for equality. */
export function literalsOf({ op, value }: Condition): readonly GoValue[] {
  if (op === 'eq' || op === 'neq') return [value]
  if (op === 'in' || op === 'not_in') return value.kind === 'list' ? value.items : []
  return []
}

function predicateOf({ op, value: wanted }: Condition): (value: Argument) => boolean {
  if (op === 'exists') {
    if (wanted.kind !== 'bool') return () => false
    return (value) => (value !== undefined && value !== null) === wanted.value
  }
  const test = compileOperator(op, wanted)
  return (value) => value !== undefined && test(value)
}

/** Whether a condition on a counter holds at a value; a counter always exists. */
export function holdsAt({ op, value }: Condition, count: bigint): boolean {
  if (op === 'exists') return value.kind === 'bool' && value.value
  return compileOperator(op, value)(count)
}
