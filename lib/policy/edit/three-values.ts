import { valueText } from '../describe/value-text'
import { parsePolicy } from '../parse-policy'
import type { Policy, Rule } from '../policy'
import { applyEdits } from './apply-edits'
import type { Edit } from './edits'
import {
  type At,
  contentOf,
  kindOf,
  messageOf,
  takeConditions,
  takeCounter,
  takeLimit,
  takeOrder,
  takeRule,
  takeTool,
  withMessage,
} from './take-value'

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
 * Main's text with the chosen fields; null when that cannot be written, or a side is no policy that can be loaded. Nothing else of main's
 * text changes. What an edit does not write there, such as the conditions that an alias shares, mine may have already: then the fields that
 * were not chosen are written into mine instead, unless main changed more than fields, such as a comment, which would be lost.
 */
export function takeFields(texts: Sides<string>, choices: readonly FieldChoice[]): string | null {
  return takeInto(texts, choices) ?? takeIntoMine(texts, choices)
}

function takeIntoMine({ base, main, mine }: Sides<string>, choices: readonly FieldChoice[]): string | null {
  const [from, theirs, ours] = [parsePolicy(base), parsePolicy(main), parsePolicy(mine)]
  if (!from.ok || !theirs.ok || !ours.ok) return null
  const all = threeValues({ base: from.policy, main: theirs.policy, mine: ours.policy })
  const chosen = new Map(choices.map((choice) => [choice.key, choice]))
  const asMain = all.map(({ key }): FieldChoice => ({ key, own: null }))
  if (takeInto({ base, main: base, mine: main }, asMain) !== main) return null
  const rest = asMain.flatMap((one) => {
    const choice = chosen.get(one.key)
    if (choice === undefined) return [one]
    return choice.own === null ? [] : [choice]
  })
  return takeInto({ base, main: mine, mine: main }, rest)
}

/** Main's text with the chosen fields, one after the other. */
function takeInto(texts: Sides<string>, choices: readonly FieldChoice[]): string | null {
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
  const fields = names.flatMap((name) => {
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
  return [...fields, orderField(tool, { base, main, mine })]
}

/** The order of the rules that all sides have: the first of them that denies a call is the one that is told. */
function orderField(tool: string, lists: Sides<readonly Rule[]>): FieldValues | null {
  const named = each(lists, (rules) => rules.map(({ name }) => name))
  const isOnce = (list: readonly string[], name: string) =>
    list.filter((other) => other === name).length === 1
  const shared = new Set(
    named.main.filter((name) => Object.values(named).every((list) => isOnce(list, name))),
  )
  const orders = each(named, (list) => list.filter((name) => shared.has(name)))
  const text = each(orders, (order) => order.join('\n'))
  return field(`order ${tool}`, `Order of the rules on ${tool}`, text, () =>
    takeOrder(tool, named.main, orders.mine),
  )
}

const EMPTY: Rule = { name: '', action: '', rateLimit: '', conditions: [], onDeny: '' }

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
    field(key, `Conditions of ${label}`, conditions, () => takeConditions(at, rules.main, rules.mine)),
    field(`counter ${at.tool} ${at.named}`, `Counter of ${label}`, counters, () =>
      takeCounter(at, rules.mine),
    ),
    own,
  ]
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
