import type { Condition, GoValue } from '../policy'
import { code, listWith, path, printable, say, type Sentence } from './sentence'
import { value, valueText } from './value-text'

/** One condition, said about its path: `predicate` without the subject ("is at most 5"), `short` with it ("amount ≤ 5"). */
export interface ConditionReading {
  /** What must hold for the call to be allowed, without the subject. */
  readonly predicate: Sentence
  /** What denies instead, when that reads better ("is none or left out"); `null` for the others. */
  readonly deniedIf: Sentence | null
  /** For a table: "amount ≤ 250000". */
  readonly short: Sentence
  /** True when a call without the argument is denied, which the predicate alone does not say. */
  readonly missingDenies: boolean
  /** True when no call can meet it, e.g. `in` with an empty list. */
  readonly never: boolean
}

const COMPARISONS: Readonly<Record<string, readonly [words: string, sign: string]>> = {
  lt: ['below', '<'],
  lte: ['at most', '≤'],
  gt: ['above', '>'],
  gte: ['at least', '≥'],
}

/** Plain words for one condition. Never throws: what Intercept would refuse is described as it stands. */
export function describeCondition(condition: Condition): ConditionReading {
  const reading = describeOperator(condition)
  return isNeverOnCounter(condition) ? { ...reading, never: true, missingDenies: false } : reading
}

/** A counter is a number that always exists. */
function isNeverOnCounter({ path: subject, op, value: wanted }: Condition): boolean {
  if (!subject.startsWith('state.')) return false
  return op === 'contains' || op === 'regex' || (op === 'exists' && wanted.kind === 'bool' && !wanted.value)
}

function describeOperator(condition: Condition): ConditionReading {
  const { op } = condition
  const comparison = COMPARISONS[op]
  if (comparison !== undefined) return describeComparison(condition, comparison)
  switch (op) {
    case 'eq':
      return describeEqual(condition)
    case 'neq':
      return describeExcluded(condition, [condition.value])
    case 'in':
      return describeMembership(condition)
    case 'not_in':
      return describeExcluded(condition, items(condition.value))
    case 'regex':
      return describeRegex(condition)
    case 'contains':
      return describeContains(condition)
    case 'exists':
      return describeExists(condition)
    default:
      return reading(say`has the unknown operator ${code(printable(op))}`, shortForm(condition, op))
  }
}

function describeComparison(
  condition: Condition,
  [words, sign]: readonly [string, string],
): ConditionReading {
  const { value: bound } = condition
  const never = bound.kind === 'float' && Number.isNaN(bound.value)
  return { ...reading(say`is ${words} ${value(bound)}`, shortForm(condition, sign)), never }
}

function describeEqual(condition: Condition): ConditionReading {
  return reading(say`is ${value(condition.value)}`, shortForm(condition, '='))
}

function describeMembership(condition: Condition): ConditionReading {
  const list = items(condition.value)
  if (list.length === 0) {
    return { ...reading(say`is in an empty list`, say`${path(condition.path)} in nothing`), never: true }
  }
  const alternatives = listWith(
    'or',
    list.map((item) => [value(item)]),
  )
  const short = say`${path(condition.path)} in ${list.map(valueText).join(', ')}`
  return reading(say`is ${alternatives}`, short)
}

function describeExcluded(condition: Condition, excluded: readonly GoValue[]): ConditionReading {
  const alternatives = listWith(
    'or',
    excluded.map((item) => [value(item)]),
  )
  const single = condition.op === 'neq'
  const short = single
    ? say`${path(condition.path)} ≠ ${valueText(condition.value)}`
    : say`${path(condition.path)} not in ${excluded.map(valueText).join(', ') || 'nothing'}`
  if (excluded.length === 0)
    return { ...reading(say`is there, whatever it is`, short), deniedIf: say`is left out` }
  const denied = single ? say`is ${alternatives} or left out` : say`is ${alternatives}, or left out`
  return {
    ...reading(say`is given and is not ${alternatives}`, short),
    deniedIf: denied,
    missingDenies: false,
  }
}

function describeRegex(condition: Condition): ConditionReading {
  const pattern =
    condition.value.kind === 'string' ? printable(condition.value.value) : valueText(condition.value)
  const short = say`${path(condition.path)} matches ${code(pattern)}`
  return reading(say`is a text that matches ${code(pattern)}`, short)
}

function describeContains(condition: Condition): ConditionReading {
  const short = say`${path(condition.path)} contains ${valueText(condition.value)}`
  const predicate =
    condition.value.kind === 'string'
      ? say`contains ${value(condition.value)} as a piece of text or an item of a list`
      : say`is a list with the item ${value(condition.value)}`
  return reading(predicate, short)
}

function describeExists(condition: Condition): ConditionReading {
  const wanted = condition.value.kind === 'bool' ? condition.value.value : null
  if (wanted === null) return reading(say`exists: ${value(condition.value)}`, shortForm(condition, 'exists'))
  const short = say`${path(condition.path)} ${wanted ? 'given' : 'left out'}`
  const base = { ...reading(say`is ${wanted ? 'given' : 'left out'}`, short), missingDenies: false }
  return wanted ? base : { ...base, deniedIf: say`is given` }
}

function reading(predicate: Sentence, short: Sentence): ConditionReading {
  return { predicate, deniedIf: null, short, missingDenies: true, never: false }
}

function shortForm({ path: subject, value: bound }: Condition, sign: string): Sentence {
  return say`${path(subject)} ${printable(sign)} ${valueText(bound)}`
}

function items(list: GoValue): readonly GoValue[] {
  return list.kind === 'list' ? list.items : [list]
}
