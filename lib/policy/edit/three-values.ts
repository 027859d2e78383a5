import { rateLimitMessage } from '../build-policy'
import { valueText } from '../describe/value-text'
import { parsePolicy } from '../parse-policy'
import type { Policy, Rule } from '../policy'
import { OPERATOR_WORDS, WINDOW_WORDS } from '../policy-words'
import { parseRateLimit } from '../rate-limit'
import { applyEdits } from './apply-edits'
import type { Edit, EditValue, RuleContent } from './edits'
import { editableValue } from './editable-value'

/** One field of a policy on three sides; null where it is not written. */
export interface FieldValues {
  readonly key: string
  /** "Limit of post-rate on post_message". */
  readonly label: string
  readonly base: string | null
  readonly main: string | null
  readonly mine: string | null
  /** Which sides changed it. `same`: both, to the same. */
  readonly changedBy: 'main' | 'mine' | 'both' | 'same'
  /** What gives main this side's value of the field; null when an edit cannot. */
  readonly takeMine: readonly Edit[] | null
  /** What gives main a value that a person wrote, null for a text that is none; null when the field is no line of text. */
  readonly write: Write | null
}

type Write = (text: string) => readonly Edit[] | null

/** A field that is taken over main's: as I have it, or as a person wrote it instead. */
export interface FieldChoice {
  readonly key: string
  /** Null: as I have it. */
  readonly own: string | null
}

type Side = 'base' | 'main' | 'mine'
type Sides<Value> = Readonly<Record<Side, Value>>

/** Every field that one of the sides changed, in the order of the file. The edits of each address main's policy as it is. */
export function threeValues(policies: Sides<Policy>): FieldValues[] {
  const { mine } = policies
  const tools = namesOf(policies, ({ tools: list }) => [...list.keys()])
  return [
    field(
      'default',
      'Unlisted tools',
      each(policies, (one) => one.default),
      () => [{ op: 'set-default', value: mine.default === 'deny' ? 'deny' : 'allow' }],
    ),
    field(
      'description',
      'Description',
      each(policies, (one) => one.description || null),
      () => [
        mine.description === ''
          ? { op: 'unset-description' }
          : { op: 'set-description', value: mine.description },
      ],
      (value) => [value === '' ? { op: 'unset-description' } : { op: 'set-description', value }],
    ),
    field(
      'hide',
      'Hidden from agents',
      each(policies, (one) => one.hide.join('\n') || null),
      () => [{ op: 'set-hide', names: mine.hide }],
    ),
    ...tools.flatMap((tool) => toolFields(policies, tool)),
  ].filter((one) => one !== null)
}

/**
 * Main's text with the chosen fields, one after the other; null when that cannot be written, or a side is no policy that can be loaded.
 * Nothing else of main's text changes.
 */
export function takeFields(texts: Sides<string>, choices: readonly FieldChoice[]): string | null {
  const [base, mine] = [parsePolicy(texts.base), parsePolicy(texts.mine)]
  if (!base.ok || !mine.ok) return null
  let text = texts.main
  for (const { key, own } of choices) {
    const main = parsePolicy(text)
    if (!main.ok) return null
    const fields = threeValues({ base: base.policy, main: main.policy, mine: mine.policy })
    const one = fields.find((found) => found.key === key)
    const edits = one === undefined ? [] : own === null ? one.takeMine : (one.write?.(own) ?? null)
    if (edits === null) return null
    const result = applyEdits(text, edits)
    if (result.kind === 'refused') return null
    text = result.text
  }
  return text
}

function toolFields(policies: Sides<Policy>, tool: string): (FieldValues | null)[] {
  const lists = each(policies, ({ tools }) => tools.get(tool)?.rules ?? null)
  const { base, main, mine } = lists
  if (base === null || main === null || mine === null) {
    const text = each(lists, (rules) => (rules === null ? null : rules.map(ruleText).join('\n') || 'no rule'))
    return [field(`tool ${tool}`, `Tool ${tool}`, text, () => takeTool(tool, main, mine))]
  }
  const names = [...new Set([...main, ...mine, ...base].map(({ name }) => name))]
  return names.flatMap((name) => {
    const rules = each(lists, (list) => list?.filter((rule) => rule.name === name) ?? [])
    const one = each(rules, ([rule]) => rule ?? null)
    const label = `${name} on ${tool}`
    const isUnique = Object.values(rules).every((list) => list.length <= 1)
    if (!isUnique || one.base === null || one.main === null || one.mine === null) {
      const text = each(rules, (list) => list.map(ruleText).join('\n') || null)
      return [
        field(`rule ${tool} ${name}`, `Rule ${label}`, text, () =>
          isUnique
            ? takeRule(
                tool,
                main.indexOf(one.main ?? EMPTY),
                one.mine,
                mine.indexOf(one.mine ?? EMPTY),
                main.length,
              )
            : null,
        ),
      ]
    }
    return ruleFields({ tool, rule: main.indexOf(one.main), named: name }, label, {
      base: one.base,
      main: one.main,
      mine: one.mine,
    })
  })
}

const EMPTY: Rule = { name: '', action: '', rateLimit: '', conditions: [], onDeny: '' }

interface At {
  readonly tool: string
  readonly rule: number
  readonly named: string
}

function ruleFields(at: At, label: string, rules: Sides<Rule>): (FieldValues | null)[] {
  const kinds = new Set(Object.values(rules).map(kindOf))
  const message = each(rules, messageOf)
  const setMessage = (value: string | null): Edit[] => [
    value === null || value === '' ? { op: 'unset-message', ...at } : { op: 'set-message', ...at, value },
  ]
  const own = field(
    `message ${at.tool} ${at.named}`,
    `Message of ${label}`,
    message,
    () => setMessage(message.mine),
    setMessage,
  )
  const what = each(rules, whatText)
  const key = `what ${at.tool} ${at.named}`
  if (kinds.size > 1) {
    const content = contentOf(rules.mine)
    const take = (): Edit[] | null =>
      content === null
        ? null
        : [
            { op: 'remove-rule', ...at },
            { op: 'add-rule', tool: at.tool, content: withMessage(content, message.main), at: at.rule },
          ]
    return [field(key, `Kind of ${label}`, what, take), kinds.has('limit') ? null : own]
  }
  const [kind] = kinds
  if (kind === 'limit') {
    const limits = each(rules, ({ expandedFrom, rateLimit }) => expandedFrom ?? rateLimit)
    const setLimit = (value: string) => takeLimit(at, value.replaceAll(' ', ''))
    return [field(key, `Limit of ${label}`, limits, () => takeLimit(at, limits.mine), setLimit), own]
  }
  if (kind === 'deny') return [own]
  const conditions = each(rules, (rule) => conditionsText(rule) || null)
  const counters = each(rules, counterText)
  return [
    field(key, `Conditions of ${label}`, conditions, () => takeConditions(at, rules)),
    field(`counter ${at.tool} ${at.named}`, `Counter of ${label}`, counters, () =>
      takeCounter(at, rules.mine),
    ),
    own,
  ]
}

function kindOf(rule: Rule): 'limit' | 'deny' | 'conditions' {
  if (rule.expandedFrom !== undefined || rule.rateLimit !== '') return 'limit'
  return rule.action === 'deny' ? 'deny' : 'conditions'
}

/** The message that a limit brings along is not the rule's own. */
function messageOf({ onDeny, expandedFrom }: Rule): string | null {
  const limit = expandedFrom === undefined ? '' : parseRateLimit(expandedFrom)
  const isImplied = typeof limit !== 'string' && onDeny === rateLimitMessage(limit)
  return onDeny === '' || isImplied ? null : onDeny
}

function takeLimit(at: At, value: string): Edit[] | null {
  const [, count, word] = /^([1-9]\d*)\/(minute|hour|day)$/.exec(value) ?? []
  if (count === undefined || (word !== 'minute' && word !== 'hour' && word !== 'day')) return null
  return [{ op: 'set-rate-limit', ...at, value: { count, window: word } }]
}

function takeConditions(at: At, { main, mine }: Sides<Rule>): Edit[] | null {
  const content = contentOf(mine)?.conditions
  if (content === undefined) return null
  const clear: Edit[] = main.conditions.length > 0 ? [{ op: 'clear-conditions', ...at }] : []
  return [
    ...clear,
    ...content.map((condition): Edit => {
      const { tool, rule, named } = at
      return { op: 'add-condition', tool, rule, named, content: condition }
    }),
  ]
}

function takeCounter(at: At, mine: Rule): Edit[] | null {
  const state = contentOf(mine)?.state
  if (mine.state === undefined) return [{ op: 'unset-counter', ...at }]
  if (state === undefined) return null
  const { increment = null, incrementFrom = null, ...rest } = state
  return [{ op: 'set-counter', ...at, value: { ...rest, increment, incrementFrom } }]
}

function takeTool(tool: string, main: readonly Rule[] | null, mine: readonly Rule[] | null): Edit[] | null {
  const remove: Edit[] = main === null ? [] : [{ op: 'remove-tool', tool }]
  if (mine === null) return remove
  const rules = mine.map(contentOf)
  return rules.every((rule) => rule !== null) ? [...remove, { op: 'add-tool', tool, rules }] : null
}

function takeRule(
  tool: string,
  inMain: number,
  mine: Rule | null,
  inMine: number,
  count: number,
): Edit[] | null {
  const remove: Edit[] = inMain < 0 ? [] : [{ op: 'remove-rule', tool, rule: inMain }]
  if (mine === null) return remove
  const content = contentOf(mine)
  const left = count - remove.length
  return content === null ? null : [...remove, { op: 'add-rule', tool, content, at: Math.min(inMine, left) }]
}

/** A rule as an edit writes it; null when one of its values cannot be written by one. */
function contentOf(rule: Rule): RuleContent | null {
  const message = messageOf(rule)
  const base = { name: rule.name, ...(message === null ? {} : { onDeny: message }) }
  const kind = kindOf(rule)
  if (kind === 'deny') return { ...base, action: 'deny' }
  if (kind === 'limit') {
    const [limit] = takeLimit({ tool: '', rule: 0, named: '' }, rule.expandedFrom ?? '') ?? []
    return limit?.op === 'set-rate-limit' ? { ...base, rateLimit: limit.value } : null
  }
  const conditions = rule.conditions.flatMap(({ path, op, value }) => {
    const word = OPERATOR_WORDS.find((one) => one === op)
    const written: EditValue | null = editableValue(value)
    return word === undefined || written === null ? [] : [{ path, op: word, value: written }]
  })
  if (conditions.length < rule.conditions.length) return null
  if (rule.state === undefined) return { ...base, conditions }
  const { counter, window, increment, incrementFrom } = rule.state
  const word = WINDOW_WORDS.find((one) => one === window)
  if (word === undefined) return null
  const step = increment === 1n ? {} : { increment: String(increment) }
  const from = incrementFrom === '' ? {} : { incrementFrom }
  return { ...base, conditions, state: { counter, window: word, ...step, ...from } }
}

function withMessage({ onDeny: _own, ...content }: RuleContent, message: string | null): RuleContent {
  return message === null ? content : { ...content, onDeny: message }
}

function whatText(rule: Rule): string {
  const kind = kindOf(rule)
  if (kind === 'deny') return 'action: deny'
  if (kind === 'limit') return `rate_limit: ${rule.expandedFrom ?? rule.rateLimit}`
  return [conditionsText(rule), counterText(rule)].filter(Boolean).join('\n')
}

function conditionsText({ conditions }: Rule): string {
  return conditions.map(({ path, op, value }) => `${path} ${op} ${valueText(value)}`).join('\n')
}

function counterText({ state, expandedFrom }: Rule): string | null {
  if (state === undefined || expandedFrom !== undefined) return null
  const step = state.incrementFrom === '' ? String(state.increment) : state.incrementFrom
  return `${state.counter} per ${state.window}, adds ${step}`
}

function ruleText(rule: Rule): string {
  const message = messageOf(rule)
  return [`${rule.name}:`, whatText(rule), ...(message === null ? [] : [`"${message}"`])].join(' ')
}

function field(
  key: string,
  label: string,
  values: Sides<string | null>,
  take: () => readonly Edit[] | null,
  write: Write | null = null,
): FieldValues | null {
  const { base, main, mine } = values
  const [isMain, isMine] = [main !== base, mine !== base]
  if (!isMain && !isMine) return null
  const changedBy = isMain && isMine ? (main === mine ? 'same' : 'both') : isMain ? 'main' : 'mine'
  return { key, label, base, main, mine, changedBy, takeMine: main === mine ? [] : take(), write }
}

function each<From, To>(sides: Sides<From>, map: (one: From) => To): Sides<To> {
  return { base: map(sides.base), main: map(sides.main), mine: map(sides.mine) }
}

function namesOf(policies: Sides<Policy>, names: (policy: Policy) => string[]): string[] {
  return [...new Set([policies.main, policies.mine, policies.base].flatMap(names))]
}
