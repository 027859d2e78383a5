import { compileOperator } from './compile-operator'
import { CounterStoreError, type CounterStore } from './counters'
import type { Condition } from './policy'

/** What a condition may look at. */
export interface Facts {
  readonly args: Readonly<Record<string, unknown>>
  readonly counters: CounterStore
  readonly now: Date
}

/** Whether the condition holds. */
export type CompiledCondition = (facts: Facts) => boolean

const ARGS = 'args.'
const STATE = 'state.'

/** Compiles a condition of a valid policy; one that Intercept's validation refuses never holds. */
export function compileCondition(condition: Condition): CompiledCondition {
  if (condition.path.startsWith(ARGS)) return compileArgument(condition)
  if (condition.path.startsWith(STATE)) return compileCounter(condition)
  return condition.op === 'exists' ? compileExists(condition, () => false) : () => false
}

function compileArgument(condition: Condition): CompiledCondition {
  const find = compileArgumentPath(condition.path)
  if (condition.op === 'exists') return compileExists(condition, ({ args }) => (find(args) ?? null) !== null)
  const test = compileOperator(condition.op, condition.value)
  return ({ args }) => {
    const actual = find(args)
    return actual !== undefined && test(actual)
  }
}

function compileExists({ value }: Condition, exists: CompiledCondition): CompiledCondition {
  if (value.kind !== 'bool') return () => false
  const wanted = value.value
  return (facts) => exists(facts) === wanted
}

/** Finds the argument that a path `args.…` names; `undefined` when there is none. Paths lead through maps only, never into lists. */
export function compileArgumentPath(path: string): (args: Readonly<Record<string, unknown>>) => unknown {
  const parts = path.slice(ARGS.length).split('.')
  const [only = ''] = parts
  if (parts.length === 1) return (args) => (Object.hasOwn(args, only) ? args[only] : undefined)
  return (args) => {
    let current: unknown = args
    for (const part of parts) {
      if (!isMap(current) || !Object.hasOwn(current, part)) return undefined
      current = current[part]
    }
    return current
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A counter always exists; one that cannot be read makes every operator fail. */
function compileCounter(condition: Condition): CompiledCondition {
  const key = condition.path.slice(STATE.length)
  const read = (facts: Facts): bigint | null => readCounter(key, facts)
  if (condition.op === 'exists') return compileExists(condition, (facts) => read(facts) !== null)
  const test = compileOperator(condition.op, condition.value)
  return (facts) => {
    const value = read(facts)
    return value !== null && test(value)
  }
}

function readCounter(key: string, { counters, now }: Facts): bigint | null {
  try {
    return counters.read(key, now)
  } catch (error) {
    if (error instanceof CounterStoreError) return null
    throw error
  }
}
