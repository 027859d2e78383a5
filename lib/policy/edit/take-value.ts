import { rateLimitMessage } from '../build-policy'
import type { Rule } from '../policy'
import { OPERATOR_WORDS, WINDOW_WORDS } from '../policy-words'
import { parseRateLimit } from '../rate-limit'
import type { Edit, EditValue, RuleContent } from './edits'
import { editValueOf } from './edit-value'

/** What three-values.ts writes: the edits that give a policy another policy's value of one field; null when no edit can. */

/** Where a rule stands in the policy that is edited. */
export interface At {
  readonly tool: string
  readonly rule: number
  readonly named: string
}

/** What a rule is in the form: a limit, a plain denial, or conditions. */
export function kindOf(rule: Rule): 'limit' | 'deny' | 'conditions' {
  if (rule.expandedFrom !== undefined || rule.rateLimit !== '') return 'limit'
  return rule.action === 'deny' ? 'deny' : 'conditions'
}

/** The message that a limit brings along is not the rule's own. */
export function messageOf({ onDeny, expandedFrom }: Rule): string | null {
  const limit = expandedFrom === undefined ? '' : parseRateLimit(expandedFrom)
  const isImplied = typeof limit !== 'string' && onDeny === rateLimitMessage(limit)
  return onDeny === '' || isImplied ? null : onDeny
}

/** A limit as it is written, "20/hour"; null for what the form cannot write. */
export function takeLimit(at: At, value: string): Edit[] | null {
  const [, count, word] = /^([1-9]\d*)\/(minute|hour|day)$/.exec(value) ?? []
  if (count === undefined || (word !== 'minute' && word !== 'hour' && word !== 'day')) return null
  return [{ op: 'set-rate-limit', ...at, value: { count, window: word } }]
}

/** All conditions of a rule at once: they have no names to tell them apart. */
export function takeConditions(at: At, main: Rule, mine: Rule): Edit[] | null {
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

/** The counter of a rule, or none. */
export function takeCounter(at: At, mine: Rule): Edit[] | null {
  const state = contentOf(mine)?.state
  if (mine.state === undefined) return [{ op: 'unset-counter', ...at }]
  if (state === undefined) return null
  const { increment = null, incrementFrom = null, ...rest } = state
  return [{ op: 'set-counter', ...at, value: { ...rest, increment, incrementFrom } }]
}

/** A tool with all its rules; null is a policy without it. */
export function takeTool(
  tool: string,
  main: readonly Rule[] | null,
  mine: readonly Rule[] | null,
): Edit[] | null {
  const remove: Edit[] = main === null ? [] : [{ op: 'remove-tool', tool }]
  if (mine === null) return remove
  const rules = mine.map(contentOf)
  return rules.every((rule) => rule !== null) ? [...remove, { op: 'add-tool', tool, rules }] : null
}

/** A whole rule in its own policy's place, as far as the list goes. `inMain` is -1 where main has none, `count` how many main has. */
export function takeRule(
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

/** The rules of `order` in that order, in the places that they have together; all others stay where they are. */
export function takeOrder(tool: string, names: readonly string[], order: readonly string[]): Edit[] {
  const ordered = order.values()
  const wanted = names.map((name) => (order.includes(name) ? (ordered.next().value ?? name) : name))
  const now = [...names]
  return wanted.flatMap((name, at): Edit[] => {
    const rule = now.indexOf(name, at)
    if (rule === at) return []
    now.splice(at, 0, ...now.splice(rule, 1))
    return [{ op: 'move-rule', tool, rule, named: name, at }]
  })
}

/** A rule as an edit writes it; null when one of its values cannot be written by one. */
export function contentOf(rule: Rule): RuleContent | null {
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
    const written: EditValue | null = editValueOf(value)
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

/** The same rule with another message, null for none. */
export function withMessage({ onDeny: _own, ...content }: RuleContent, message: string | null): RuleContent {
  return message === null ? content : { ...content, onDeny: message }
}
