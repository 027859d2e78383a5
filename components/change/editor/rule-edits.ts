import type { Edit, RuleContent } from '@/lib/policy/edit/edits'
import type { Policy, Rule } from '@/lib/policy/policy'
import type { RuleAt } from './limit-fields'

export type RuleKind = 'conditions' | 'limit' | 'deny'

export const RULE_KINDS: readonly { readonly value: RuleKind; readonly label: string }[] = [
  { value: 'conditions', label: 'Conditions' },
  { value: 'limit', label: 'Limit' },
  { value: 'deny', label: 'Deny' },
]

export function kindOf(rule: Rule): RuleKind {
  if (rule.expandedFrom !== undefined || rule.rateLimit !== '') return 'limit'
  return rule.action === 'deny' ? 'deny' : 'conditions'
}

/** A condition that is to be filled in: Intercept refuses it until it names an argument. */
const BLANK = { path: '', op: 'exists', value: { kind: 'bool', value: true } } as const

/** The edits that make another kind of rule of one; what the new kind cannot hold is taken out, the message stays. */
export function changeKind(at: RuleAt, rule: Rule, to: RuleKind): Edit[] {
  const from = kindOf(rule)
  if (from === to) return []
  const out: Edit[] = []
  if (from === 'limit') out.push({ op: 'unset-rate-limit', ...at })
  if (from === 'deny') out.push({ op: 'unset-action', ...at })
  if (from === 'conditions' && rule.conditions.length > 0) out.push({ op: 'clear-conditions', ...at })
  if (from === 'conditions' && rule.state !== undefined) out.push({ op: 'unset-counter', ...at })
  switch (to) {
    case 'deny':
      return [...out, { op: 'set-action', ...at, value: 'deny' }]
    case 'limit':
      return [...out, { op: 'set-rate-limit', ...at, value: { count: '10', window: 'hour' } }]
    default:
      return [...out, { op: 'add-condition', ...at, content: BLANK }]
  }
}

export function blankCondition(at: RuleAt): Edit {
  return { op: 'add-condition', ...at, content: BLANK }
}

/** A new rule of a kind under a name that the tool has not used. */
export function newRule(policy: Policy, tool: string, kind: RuleKind): RuleContent {
  const stem = `${tool === '*' ? 'every-tool' : tool.replace(/[^\w-]+/g, '-')}-${{ conditions: 'check', limit: 'limit', deny: 'denied' }[kind]}`
  const name = freeName(policy, tool, stem)
  switch (kind) {
    case 'deny':
      return { name, action: 'deny' }
    case 'limit':
      return { name, rateLimit: { count: '10', window: 'hour' } }
    default:
      return { name, conditions: [BLANK] }
  }
}

/** `stem`, or `stem-2`, … when the tool has a rule of that name. */
export function freeName(policy: Policy, tool: string, stem: string): string {
  const taken = new Set(policy.tools.get(tool)?.rules.map(({ name }) => name))
  if (!taken.has(stem)) return stem
  let nth = 2
  while (taken.has(`${stem}-${nth}`)) nth += 1
  return `${stem}-${nth}`
}

/** How a rule stands to the one of the same name that git has. */
export function ruleMark(rule: Rule, tool: string, base: Policy | null): 'new' | 'edited' | null {
  if (base === null) return null
  const before = base.tools.get(tool)?.rules.find(({ name }) => name === rule.name)
  if (before === undefined) return 'new'
  return stable(before) === stable(rule) ? null : 'edited'
}

function stable(rule: Rule): string {
  return JSON.stringify(rule, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
