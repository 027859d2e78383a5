import { describeCondition } from '../describe/describe-condition'
import { listWith, path as pathPart, say, type Sentence, type SentencePart } from '../describe/sentence'
import { value as valuePart } from '../describe/value-text'
import type { Condition, GoValue } from '../policy'
import type { ArgumentDifference } from './compare-arguments'
import type { Effect } from './comparison'
import { literalsOf, type Argument, type Requirement } from './requirement'
import { writeJson } from './say-witness'

/** What changes at one argument. `here` are the requirements of the side that denies, `there` all of the other side. */
export interface ArgumentChange {
  readonly effect: Effect
  readonly path: string
  readonly differences: readonly ArgumentDifference[]
  readonly before: readonly Requirement[]
  readonly after: readonly Requirement[]
}

/** "amount over 500 becomes denied (before: allowed up to 1000)". */
export function sayArgument(change: ArgumentChange): Sentence {
  return sayBounds(change) ?? sayMembers(change) ?? sayExcluded(change) ?? sayAnything(change)
}

const UPPER = new Set(['lt', 'lte'])
const LOWER = new Set(['gt', 'gte'])

/** Both sides say nothing but bounds of a number. */
function sayBounds(change: ArgumentChange): Sentence | null {
  const all = [...change.before, ...change.after]
  const conditions = conditionsOf(all)
  if (conditions.length < all.length || !conditions.every(({ op }) => UPPER.has(op) || LOWER.has(op)))
    return null
  const failed = conditionsOf(change.differences.map(({ requirement }) => requirement))
  const outside = listWith('or', few(failed.map(outsideOf), 'bounds'))
  const subject = pathPart(change.path)
  const before = conditionsOf(change.before)
  const after = conditionsOf(change.after)
  const was = before.length === 0 ? say`not limited` : say`allowed ${range(before)}`
  if (change.effect === 'tightens') {
    const missing = before.length === 0 ? say`, and so does a call without a number there` : []
    return say`${subject} ${outside} becomes denied${missing} (before: ${was})`
  }
  const now = after.length === 0 ? say`whatever it is` : range(after)
  if (after.length === 0) return say`${subject} becomes allowed ${now} (before: ${was})`
  return say`${subject} ${outside} becomes allowed (before: ${was}; now: ${now})`
}

/** What one bound denies. */
function outsideOf({ op, value }: Condition): Sentence {
  const bound = valuePart(value)
  if (op === 'lte') return say`over ${bound}`
  if (op === 'lt') return say`of ${bound} or more`
  return op === 'gte' ? say`under ${bound}` : say`of ${bound} or less`
}

/** "from 1 up to 1000". */
function range(bounds: readonly Condition[]): Sentence {
  const words: Readonly<Record<string, string>> = { lte: 'up to', lt: 'below', gte: 'from', gt: 'above' }
  const ordered = [...bounds].sort((a, b) => Number(UPPER.has(a.op)) - Number(UPPER.has(b.op)))
  return listWith(
    'and',
    few(
      ordered.map(({ op, value }) => say`${words[op] ?? op} ${valuePart(value)}`),
      'bounds',
    ),
  )
}

/** Both sides name the values that are allowed. */
function sayMembers(change: ArgumentChange): Sentence | null {
  const [before, after] = [membersOf(change.before, 'eq', 'in'), membersOf(change.after, 'eq', 'in')]
  if (before === null || after === null) return null
  const subject = pathPart(change.path)
  const was = change.before.length === 0 ? say`anything` : listed(before)
  if (change.effect === 'loosens') {
    const added = without(after, before)
    if (change.after.length === 0) return say`${subject} becomes allowed whatever it is (before: only ${was})`
    return added.length === 0 ? null : say`${subject} ${either(added)} becomes allowed (before: only ${was})`
  }
  if (change.before.length === 0) {
    return say`${subject} other than ${either(after)} becomes denied (before: ${was})`
  }
  const removed = without(before, after)
  return removed.length === 0 ? null : say`${subject} ${either(removed)} becomes denied (before: ${was})`
}

/** Both sides name values that are denied. */
function sayExcluded(change: ArgumentChange): Sentence | null {
  const [before, after] = [
    membersOf(change.before, 'neq', 'not_in'),
    membersOf(change.after, 'neq', 'not_in'),
  ]
  if (before === null || after === null) return null
  const subject = pathPart(change.path)
  const more = change.effect === 'tightens' ? after : before
  const less = change.effect === 'tightens' ? before : after
  const literals = without(more, less)
  if (literals.length === 0) return null
  const unchecked = change.effect === 'tightens' ? change.before.length === 0 : change.after.length === 0
  const missing = unchecked ? say` or left out` : []
  const words = change.effect === 'tightens' ? say`denied (before: allowed)` : say`allowed (before: denied)`
  return say`${subject} ${either(literals)}${missing} becomes ${words}`
}

/** Every literal of a path on which nothing but these operators stand, or `null`. */
function membersOf(requirements: readonly Requirement[], ...ops: string[]): readonly GoValue[] | null {
  const conditions = conditionsOf(requirements)
  if (conditions.length < requirements.length || !conditions.every(({ op }) => ops.includes(op))) return null
  return conditions.flatMap(literalsOf)
}

/** The literals that read otherwise than all of `others`. */
function without(literals: readonly GoValue[], others: readonly GoValue[]): GoValue[] {
  const texts = new Set(others.map((literal) => valuePart(literal).text))
  return literals.filter((literal) => !texts.has(valuePart(literal).text))
}

/** More values than this are counted, not listed. */
const MOST_VALUES = 6

function either(literals: readonly GoValue[]): Sentence {
  return listWith('or', parts(literals))
}

function listed(literals: readonly GoValue[]): Sentence {
  return listWith('and', parts(literals))
}

function parts(literals: readonly GoValue[]): Sentence[] {
  const shown = literals.slice(0, MOST_VALUES + 1).map((literal): Sentence => [valuePart(literal)])
  return literals.length > MOST_VALUES
    ? [...shown.slice(0, MOST_VALUES), say`${String(literals.length - MOST_VALUES)} more`]
    : shown
}

function few(items: readonly Sentence[], what: string): readonly Sentence[] {
  if (items.length <= MOST_VALUES) return items
  return [...items.slice(0, MOST_VALUES), say`${String(items.length - MOST_VALUES)} more ${what}`]
}

/** Any other mixture: what each side asks, and the value of the witness where both ask for something. */
function sayAnything({ effect, path, differences, before, after }: ArgumentChange): Sentence {
  const [first] = differences
  const subject = pathPart(path)
  const what = sayValue(path, first?.value)
  if (effect === 'tightens') {
    const asked = asks(differences.map(({ requirement }) => requirement))
    return say`denied unless ${subject} ${asked} (before: ${asksOr(before, 'not checked')}); ${what} becomes denied`
  }
  const was = say`(before: denied unless it ${asks(before)})`
  if (after.length === 0) return say`${subject} becomes allowed whatever it is ${was}`
  return say`${subject} is checked otherwise: denied unless it ${asks(after)} ${was}; ${what} becomes allowed`
}

function sayValue(path: string, value: Argument): Sentence {
  const subject = pathPart(path)
  if (value === undefined) return say`a call without ${subject}`
  const shown: SentencePart = { mark: 'value', text: writeJson(value) }
  return say`${subject} ${shown}`
}

function asksOr(requirements: readonly Requirement[], nothing: string): Sentence {
  return requirements.length === 0 ? say`${nothing}` : asks(requirements)
}

/** "is at most 5 and is given"; what is beyond a few is counted. */
export function asks(requirements: readonly Requirement[]): Sentence {
  const unique = [...new Map(requirements.map((one) => [one.key, one])).values()]
  const shown = unique.slice(0, MOST_VALUES).map(({ condition, most }) => {
    if (condition !== null) return sayCondition(condition)
    return most === null ? say`is a number` : say`is a number below ${String(most + 1n)}`
  })
  const rest = unique.length - shown.length
  return listWith('and', rest > 0 ? [...shown, say`meets ${String(rest)} more conditions`] : shown)
}

function sayCondition(condition: Condition): Sentence {
  const { value } = condition
  const rest =
    value.kind === 'list' && literalsOf(condition).length > MOST_VALUES ? value.items.length - MOST_VALUES : 0
  if (value.kind !== 'list' || rest === 0) return describeCondition(condition).predicate
  const shown = { ...condition, value: { ...value, items: value.items.slice(0, MOST_VALUES) } }
  return say`${describeCondition(shown).predicate} (or one of ${String(rest)} more)`
}

function conditionsOf(requirements: readonly Requirement[]): Condition[] {
  return requirements.map(({ condition }) => condition).filter((condition) => condition !== null)
}
