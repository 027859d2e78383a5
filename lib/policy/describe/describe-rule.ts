import type { Condition, Rule } from '../policy'
import { limitCondition } from './counter-limit'
import { describeCondition, type ConditionReading } from './describe-condition'
import { describeLimit, type LimitReading } from './describe-limit'
import { listWith, path, plainText, printable, say, type Sentence } from './sentence'

/** A rule in plain words, in pieces for a page and as one text. */
export interface RuleReading {
  /** `limit`: nothing but a limit. `conditions`: conditions, with or without a limit. `invalid`: Intercept refuses it. */
  readonly kind: 'conditions' | 'limit' | 'deny' | 'invalid'
  readonly name: string
  /** "Denied unless amount is at most 250000.", "At most 20 calls per hour on each proxy." */
  readonly sentence: Sentence
  /** The same for a rule that is not the first of its tool: "Then at most 20 calls per hour." */
  readonly after: Sentence
  /** What follows from the rule and is easily missed: "A call without amount is denied too." */
  readonly notes: readonly Sentence[]
  /** Cells of a table: "amount ≤ 250000", "20 / hour". */
  readonly chips: readonly RuleChip[]
  /** The rule's own denial text; `null` when Intercept's words are used. */
  readonly message: string | null
  /** True when the rule denies every call. */
  readonly deniesAll: boolean
  /** `sentence` and `notes` as plain text. */
  readonly text: string
}

export interface RuleChip {
  readonly kind: 'condition' | 'limit'
  readonly text: Sentence
}

/** Plain words for any rule of `tool` (`*` for every tool), valid or not. Never throws. */
export function describeRule(rule: Rule, tool: string): RuleReading {
  const fault = findFault(rule)
  if (fault !== null) return finish(rule, { kind: 'invalid', sentence: fault })
  if (rule.action === 'deny') {
    return finish(rule, { kind: 'deny', sentence: say`Denies every call.`, deniesAll: true })
  }
  const limit = describeLimit(rule, tool)
  const bound = limitCondition(rule, tool)
  const conditions = rule.conditions.filter((condition) => condition !== bound && !holdsAlways(condition))
  if (conditions.length === 0) {
    if (limit !== null) return describeBareLimit(rule, tool, limit)
    return finish(rule, { kind: 'conditions', sentence: say`Denies nothing: a counter always exists.` })
  }
  return describeConditions(rule, tool, conditions, limit)
}

function findFault(rule: Rule): Sentence | null {
  if (rule.rateLimit !== '')
    return say`The limit ${printable(rule.rateLimit)} cannot be read or stands beside conditions.`
  if (rule.action !== 'deny' && rule.action !== 'evaluate')
    return say`The action ${printable(rule.action)} is unknown.`
  if (rule.action === 'evaluate' && rule.conditions.length === 0) return say`The rule has no condition.`
  return null
}

/** A counter always exists. */
function holdsAlways({ path: subject, op, value: wanted }: Condition): boolean {
  return op === 'exists' && subject.startsWith('state.') && wanted.kind === 'bool' && wanted.value
}

function describeBareLimit(rule: Rule, tool: string, limit: LimitReading): RuleReading {
  const scope = tool === '*' ? ' over all tools' : ''
  return finish(rule, {
    kind: 'limit',
    sentence: capital(say`${limit.phrase}${scope}${limit.idle ? '' : ' on each proxy'}.`),
    after: say`Then ${limit.phrase}${scope}.`,
    notes: limit.notes,
    chips: [{ kind: 'limit', text: limit.short }],
    deniesAll: limit.never,
  })
}

function describeConditions(
  rule: Rule,
  tool: string,
  conditions: readonly Condition[],
  limit: LimitReading | null,
): RuleReading {
  const readings = conditions.map((condition) => ({ condition, reading: describeCondition(condition) }))
  const never = readings.find(({ reading }) => reading.never)
  const scope = tool === '*' ? ' over all tools' : ''
  const rest = limit === null ? [] : say`; then ${limit.phrase}${scope}`
  const chips: RuleChip[] = readings.map(({ reading }) => ({ kind: 'condition', text: reading.short }))
  if (limit !== null) chips.push({ kind: 'limit', text: limit.short })
  const sentence =
    never === undefined
      ? say`${requirement(readings)}${rest}.`
      : say`Denies every call: none has ${path(never.condition.path)} that ${never.reading.predicate}.`
  return finish(rule, {
    kind: 'conditions',
    sentence,
    notes: [...missingNote(readings), ...numberNote(conditions), ...(limit?.notes ?? [])],
    chips,
    deniesAll: never !== undefined || limit?.never === true,
  })
}

interface Described {
  readonly condition: Condition
  readonly reading: ConditionReading
}

/** "Denied unless a is at most 5 and b is given", or "Denied if a is none or left out". */
function requirement(readings: readonly Described[]): Sentence {
  const [first] = readings
  if (readings.length === 1 && first !== undefined && first.reading.deniedIf !== null) {
    return say`Denied if ${subject(first.condition)} ${first.reading.deniedIf}`
  }
  const groups = new Map<string, Described[]>()
  for (const described of readings) {
    const group = groups.get(described.condition.path)
    if (group === undefined) groups.set(described.condition.path, [described])
    else group.push(described)
  }
  const phrases = [...groups.values()].map((group) => {
    const predicates = listWith(
      'and',
      group.map(({ reading }) => reading.predicate),
    )
    return say`${subject(group[0]?.condition)} ${predicates}`
  })
  return say`Denied unless ${listWith('and', phrases)}`
}

function subject(condition: Condition | undefined): Sentence {
  const full = condition?.path ?? ''
  return full.startsWith('state.') ? say`the counter ${path(full.slice(6))}` : say`${path(full)}`
}

/** Every operator but `exists` denies when the argument is missing, which "at most 5" does not say. */
function missingNote(readings: readonly Described[]): Sentence[] {
  const paths = readings
    .filter(({ condition, reading }) => reading.missingDenies && condition.path.startsWith('args.'))
    .map(({ condition }) => condition.path)
  const alone = [...new Set(paths)].map((full) => say`${path(full)}`)
  if (alone.length === 0) return []
  return [say`A call without ${listWith('or', alone)} is denied too.`]
}

const COMPARED = new Set(['lt', 'lte', 'gt', 'gte'])

function numberNote(conditions: readonly Condition[]): Sentence[] {
  const compared = conditions.filter(({ op, path: full }) => COMPARED.has(op) && full.startsWith('args.'))
  return compared.length === 0 ? [] : [say`A number written as text is denied.`]
}

function capital(sentence: Sentence): Sentence {
  const [first, ...rest] = sentence
  if (first === undefined || first.mark !== 'text') return sentence
  return [{ mark: 'text', text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest]
}

type Draft = Pick<RuleReading, 'kind' | 'sentence'> &
  Partial<Pick<RuleReading, 'after' | 'notes' | 'chips' | 'deniesAll'>>

function finish(rule: Rule, draft: Draft): RuleReading {
  const { kind, sentence, after = sentence, notes = [], chips = [], deniesAll = false } = draft
  const text = [sentence, ...notes].map(plainText).join(' ')
  const message = rule.onDeny === '' ? null : rule.onDeny
  return { kind, name: rule.name, sentence, after, notes, chips, message, deniesAll, text }
}
