import type { EditValue, RuleContent } from '@/lib/policy/edit/edits'
import type { Operator, Window } from '@/lib/policy/policy'

export const OPERATORS: readonly Operator[] = [
  'eq',
  'neq',
  'in',
  'not_in',
  'lt',
  'lte',
  'gt',
  'gte',
  'regex',
  'contains',
  'exists',
]
export const WINDOWS: readonly Window[] = ['minute', 'hour', 'day']

/** What the form for a new rule holds. */
export interface RuleDraft {
  readonly kind: 'deny' | 'conditions' | 'limit'
  readonly name: string
  readonly message: string
  readonly path: string
  readonly op: Operator
  readonly value: string
  readonly count: string
  readonly window: Window
}

export const EMPTY_RULE: RuleDraft = {
  kind: 'deny',
  name: '',
  message: '',
  path: '',
  op: 'lte',
  value: '',
  count: '',
  window: 'hour',
}

export type BuiltRule =
  | { readonly kind: 'rule'; readonly content: RuleContent }
  /** What is missing, as the label of the button. */
  | { readonly kind: 'missing'; readonly reason: string }

/** The rule that the form describes, or what it lacks. */
export function buildRule(draft: RuleDraft): BuiltRule {
  const name = draft.name.trim()
  if (name === '') return missing('Name the rule to add it')
  const base = { name, ...(draft.message === '' ? {} : { onDeny: draft.message }) }
  switch (draft.kind) {
    case 'deny':
      return { kind: 'rule', content: { ...base, action: 'deny' } }
    case 'limit': {
      if (!/^[1-9]\d{0,17}$/.test(draft.count.trim())) return missing('Say how many calls')
      return {
        kind: 'rule',
        content: { ...base, rateLimit: { count: draft.count.trim(), window: draft.window } },
      }
    }
    default: {
      const path = draft.path.trim()
      if (!/^(args|state)\../.test(path)) return missing('Name an argument, such as args.amount')
      const value = readValue(draft.op, draft.value)
      if (value === null) return missing(`${draft.op} needs another value`)
      return { kind: 'rule', content: { ...base, conditions: [{ path, op: draft.op, value }] } }
    }
  }
}

function missing(reason: string): BuiltRule {
  return { kind: 'missing', reason }
}

/** What a person typed, as the operator wants it; null when it cannot be. */
export function readValue(op: Operator, text: string): EditValue | null {
  const typed = text.trim()
  switch (op) {
    case 'exists':
      return typed === 'true' || typed === 'false' ? { kind: 'bool', value: typed === 'true' } : null
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return numberOf(typed)
    case 'regex':
      return { kind: 'string', value: text }
    case 'in':
    case 'not_in':
      return listOf(typed)
    default:
      return plainOf(typed)
  }
}

function listOf(text: string): EditValue {
  const inside = text.replace(/^\[|\]$/g, '').trim()
  // A comma within quotes belongs to its item.
  const items = [...inside.matchAll(/\s*("[^"]*"|[^,]+?)\s*(?:,|$)/g)].map(([, item = '']) => plainOf(item))
  return { kind: 'list', items }
}

function plainOf(text: string): EditValue {
  if (text === 'true' || text === 'false') return { kind: 'bool', value: text === 'true' }
  return numberOf(text) ?? { kind: 'string', value: text.replace(/^"(.*)"$/s, '$1') }
}

function numberOf(text: string): EditValue | null {
  if (/^-?(0|[1-9]\d{0,17})$/.test(text)) return { kind: 'int', value: text }
  return /^-?\d+\.\d+$/.test(text) ? { kind: 'float', value: Number(text) } : null
}
