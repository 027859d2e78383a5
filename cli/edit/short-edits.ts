import type { Edit, EditValue } from '@/lib/policy/edit/edits'
import type { Policy } from '@/lib/policy/policy'
import { CommandFailure } from '../failure'

/** An edit that an option stands for; it is made of the policy as the edits before have left it, because rules are named, not counted. */
export type ShortEdit = (policy: Policy) => Edit

/** A short option: its name, what its value looks like, and what it means. */
export interface ShortOption {
  readonly flag: string
  readonly value: string
  readonly description: string
  readonly read: (value: string) => ShortEdit
}

/** The edits that people make by hand most; everything else is said with `--edits`. */
export const SHORT_OPTIONS: readonly ShortOption[] = [
  {
    flag: 'set-default',
    value: 'allow|deny',
    description: 'what the policy answers to tools that it does not name',
    read: (value) => () => {
      if (value !== 'allow' && value !== 'deny') throw wrong('set-default', 'allow or deny')
      return { op: 'set-default', value }
    },
  },
  {
    flag: 'hide',
    value: 'tool',
    description: 'hide a tool from agents',
    read: (name) => () => ({ op: 'add-hide', name }),
  },
  {
    flag: 'unhide',
    value: 'tool',
    description: 'hide it no longer',
    read: (name) => (policy) => {
      const index = policy.hide.indexOf(name)
      if (index < 0) throw new CommandFailure(`--unhide ${name}: the policy does not hide it`)
      return { op: 'remove-hide', index, named: name }
    },
  },
  {
    flag: 'add-tool',
    value: 'tool',
    description: 'name a tool, without rules',
    read: (tool) => () => ({ op: 'add-tool', tool }),
  },
  {
    flag: 'remove-tool',
    value: 'tool',
    description: 'remove a tool with its rules',
    read: (tool) => () => ({ op: 'remove-tool', tool }),
  },
  {
    flag: 'rename-tool',
    value: 'old=new',
    description: 'rename a tool; conditions on its counters follow',
    read: (value) => () => {
      const [tool, to] = halves('rename-tool', value, 'OLD=NEW')
      return { op: 'rename-tool', tool, to }
    },
  },
  {
    flag: 'deny-tool',
    value: 'tool=message',
    description: 'deny every call of a tool, by a first rule that says why',
    read: (value) => (policy) => denyTool(policy, ...halves('deny-tool', value, 'TOOL=MESSAGE')),
  },
  {
    flag: 'remove-rule',
    value: 'tool/rule',
    description: 'remove a rule',
    read: (value) => (policy) => ({ op: 'remove-rule', ...ruleAt('remove-rule', policy, value) }),
  },
  {
    flag: 'set-message',
    value: 'tool/rule=text',
    description: 'what an agent reads when the rule denies',
    read: (value) => (policy) => {
      const [rule, text] = halves('set-message', value, 'TOOL/RULE=TEXT')
      return { op: 'set-message', ...ruleAt('set-message', policy, rule), value: text }
    },
  },
  {
    flag: 'set-rate-limit',
    value: 'tool/rule=count/window',
    description: 'how many calls a minute, hour or day',
    read: (value) => (policy) => {
      const [rule, limit] = halves('set-rate-limit', value, 'TOOL/RULE=COUNT/WINDOW')
      const [, count = '', window] = /^(\d+)\/(minute|hour|day)$/.exec(limit) ?? []
      if (window !== 'minute' && window !== 'hour' && window !== 'day')
        throw wrong('set-rate-limit', 'TOOL/RULE=COUNT/WINDOW, such as pay/limit=5/hour')
      return { op: 'set-rate-limit', ...ruleAt('set-rate-limit', policy, rule), value: { count, window } }
    },
  },
  {
    flag: 'set-value',
    value: 'tool/rule/condition=json',
    description: 'the value of a condition, counted from 0',
    read: (value) => (policy) => {
      const [place, json] = halves('set-value', value, 'TOOL/RULE/CONDITION=JSON')
      const [, rule = '', index = ''] = /^(.+)\/(\d+)$/s.exec(place) ?? []
      const address = ruleAt('set-value', policy, rule)
      return { op: 'set-condition-value', ...address, condition: Number(index), value: readValue(json) }
    },
  },
]

function denyTool(policy: Policy, tool: string, message: string): Edit {
  const content = { name: 'denied', action: 'deny' as const, onDeny: message }
  return policy.tools.has(tool)
    ? { op: 'add-rule', tool, content, at: 0 }
    : { op: 'add-tool', tool, rules: [content] }
}

/** `tool/rule`, both by name; a tool may have slashes in its own. */
function ruleAt(flag: string, policy: Policy, place: string): { tool: string; rule: number; named: string } {
  for (const [tool, { rules }] of policy.tools) {
    const rule = rules.findIndex(({ name }) => place === `${tool}/${name}`)
    if (rule >= 0) return { tool, rule, named: rules[rule]?.name ?? '' }
  }
  throw new CommandFailure(`--${flag} ${place}: the policy has no such rule; write it as TOOL/RULE`)
}

function halves(flag: string, value: string, shape: string): [string, string] {
  const at = value.indexOf('=')
  if (at < 1) throw wrong(flag, shape)
  return [value.slice(0, at), value.slice(at + 1)]
}

function wrong(flag: string, shape: string): CommandFailure {
  return new CommandFailure(`--${flag}: write its value as ${shape}`)
}

function readValue(json: string): EditValue {
  try {
    return toEditValue(JSON.parse(json), json)
  } catch {
    throw new CommandFailure(`--set-value: ${json} is no JSON; texts need quotes`)
  }
}

/** Whole numbers keep all their digits when they stand alone. */
function toEditValue(value: unknown, source: string): EditValue {
  if (value === null) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: 'bool', value }
  if (typeof value === 'string') return { kind: 'string', value }
  if (typeof value === 'number') {
    const whole = /^-?\d+$/.test(source.trim()) ? source.trim() : String(value)
    return /^-?\d+$/.test(whole) ? { kind: 'int', value: whole } : { kind: 'float', value }
  }
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => toEditValue(item, '')) }
  const entries = typeof value === 'object' ? Object.entries(value) : []
  return { kind: 'map', entries: entries.map(([key, item]) => [key, toEditValue(item, '')]) }
}
