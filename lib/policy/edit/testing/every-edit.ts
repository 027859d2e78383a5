import type { PolicyPath } from '../../locate'
import type { Policy, Rule } from '../../policy'
import { counterScope } from '../../rate-limit'
import { editValueOf } from '../edit-value'
import type { Edit, EditValue, RuleContent } from '../edits'

/** An edit and what it touches: what it sets or removes, or the list or mapping that it adds to. */
export interface Trial {
  readonly edit: Edit
  readonly kind: 'set' | 'remove' | 'insert' | 'other'
  readonly path: PolicyPath
}

export const VALUES: readonly EditValue[] = [
  { kind: 'string', value: 'plain' },
  { kind: 'string', value: 'no: "quotes" # \\ \u202e é' },
  { kind: 'string', value: '2024-01-01' },
  { kind: 'int', value: '-12' },
  { kind: 'int', value: '18446744073709551615' },
  { kind: 'float', value: 1e-7 },
  { kind: 'float', value: 5 },
  { kind: 'bool', value: true },
  { kind: 'null' },
  { kind: 'list', items: [] },
  {
    kind: 'list',
    items: [{ kind: 'string', value: 'yes' }, { kind: 'null' }, { kind: 'float', value: 0.5 }],
  },
  { kind: 'map', entries: [['a', { kind: 'int', value: '1' }]] },
]

const LIMITED: RuleContent = { name: 'new rule', rateLimit: { count: '7', window: 'minute' } }
const COUNTED: RuleContent = {
  name: 'new-counted',
  conditions: [
    { path: 'args.kind', op: 'in', value: { kind: 'list', items: [{ kind: 'string', value: 'a' }] } },
    { path: 'args.n', op: 'lte', value: { kind: 'int', value: '10' } },
  ],
  state: { counter: 'new_sum', window: 'day', increment: '2', incrementFrom: 'args.n' },
  onDeny: "Don't: it's too much.",
}

/** Every edit that a policy can take, a few contents for each. @param thorough every tool and value, else a choice */
export function everyEdit(policy: Policy, thorough: boolean): Trial[] {
  const tools = [...policy.tools.keys()]
  const chosen = thorough ? tools : tools.filter((_, i) => i % 5 === 0 || i === tools.length - 1)
  return [...headEdits(policy), ...chosen.flatMap((tool) => toolEdits(policy, tool, thorough))]
}

function headEdits(policy: Policy): Trial[] {
  const names = policy.hide
  return [
    set({ op: 'set-default', value: policy.default === 'deny' ? 'allow' : 'deny' }, ['default']),
    remove({ op: 'unset-default' }, ['default']),
    set({ op: 'set-description', value: 'It\'s "new": 1' }, ['description']),
    remove({ op: 'unset-description' }, ['description']),
    insert({ op: 'add-hide', name: 'new_hidden' }, ['hide']),
    insert({ op: 'add-hide', name: '*', at: 0 }, ['hide']),
    ...names.map((_, index) => remove({ op: 'remove-hide', index }, ['hide', index])),
    other({ op: 'set-hide', names: ['first', ...names.slice(1), 'last'] }, ['hide']),
    remove({ op: 'set-hide', names: [] }, ['hide']),
    insert({ op: 'add-tool', tool: 'new_tool' }, ['tools']),
    insert({ op: 'add-tool', tool: 'new: tool', rules: [LIMITED, COUNTED] }, ['tools']),
  ]
}

function toolEdits(policy: Policy, tool: string, thorough: boolean): Trial[] {
  const rules = policy.tools.get(tool)?.rules ?? []
  const at = ['tools', tool]
  const contents = [LIMITED, COUNTED]
  return [
    insert({ op: 'add-tool', tool: 'new_tool', before: tool }, ['tools']),
    remove({ op: 'remove-tool', tool }, at),
    other({ op: 'rename-tool', tool, to: 'renamed tool' }, at),
    ...contents.map((content) => insert({ op: 'add-rule', tool, content }, at)),
    insert({ op: 'add-rule', tool, content: COUNTED, at: 0 }, at),
    ...rules.flatMap((rule, i) => ruleEdits(policy, tool, rule, i, thorough)),
  ]
}

function ruleEdits(policy: Policy, tool: string, rule: Rule, index: number, thorough: boolean): Trial[] {
  const address = { tool, rule: index, named: rule.name }
  const at = ['tools', tool, 'rules', index]
  const others = [...policy.tools.keys()].filter((name) => name !== tool)
  const homes = thorough ? others.filter((_, i) => i % 4 === 0) : others.slice(0, 1)
  const last = (policy.tools.get(tool)?.rules.length ?? 1) - 1
  return [
    remove({ op: 'remove-rule', ...address }, at),
    set({ op: 'rename-rule', ...address, to: 'new name' }, [...at, 'name']),
    other({ op: 'move-rule', ...address, at: 0 }, at.slice(0, 3)),
    other({ op: 'move-rule', ...address, at: last }, at.slice(0, 3)),
    ...homes.map((toTool) => other({ op: 'move-rule', ...address, toTool }, ['tools'])),
    insert({ op: 'duplicate-rule', ...address, as: 'a copy' }, at.slice(0, 3)),
    ...homes.map((toTool) =>
      other({ op: 'duplicate-rule', ...address, as: 'a copy', toTool }, ['tools', toTool]),
    ),
    set({ op: 'set-action', ...address, value: 'deny' }, [...at, 'action']),
    set({ op: 'set-message', ...address, value: 'New: "text"\nof two lines' }, [...at, 'on_deny']),
    remove({ op: 'unset-message', ...address }, [...at, 'on_deny']),
    insert({ op: 'add-condition', ...address, content: condition() }, at),
    insert({ op: 'add-condition', ...address, content: condition(), at: 0 }, at),
    ...(rule.expandedFrom === undefined
      ? writtenEdits(tool, rule, index, thorough)
      : limitEdits(tool, index)),
  ]
}

function limitEdits(tool: string, rule: number): Trial[] {
  const at = ['tools', tool, 'rules', rule]
  return [
    set({ op: 'set-rate-limit', tool, rule, value: { count: '3', window: 'day' } }, [...at, 'rate_limit']),
    remove({ op: 'unset-rate-limit', tool, rule }, [...at, 'rate_limit']),
    other({ op: 'expand-rate-limit', tool, rule }, at),
  ]
}

function writtenEdits(tool: string, rule: Rule, index: number, thorough: boolean): Trial[] {
  const address = { tool, rule: index }
  const at = ['tools', tool, 'rules', index]
  const counter = rule.state?.counter ?? 'new_counter'
  return [
    insert({ op: 'set-rate-limit', ...address, value: { count: '3', window: 'day' } }, at),
    remove({ op: 'clear-conditions', ...address }, [...at, 'conditions']),
    remove({ op: 'unset-action', ...address }, [...at, 'action']),
    other({ op: 'set-counter', ...address, value: { counter, window: 'minute', increment: '-4' } }, at),
    other(
      { op: 'set-counter', ...address, value: { counter: 'other', window: 'day', incrementFrom: 'args.x' } },
      at,
    ),
    remove({ op: 'unset-counter', ...address }, [...at, 'state']),
    ...rule.conditions.flatMap((_, i) => conditionEdits(tool, rule, index, i, thorough)),
  ]
}

function conditionEdits(
  tool: string,
  rule: Rule,
  index: number,
  condition: number,
  thorough: boolean,
): Trial[] {
  const address = { tool, rule: index, condition }
  const at = ['tools', tool, 'rules', index, 'conditions', condition]
  const values = thorough ? VALUES : VALUES.filter((_, i) => i % 3 === index % 3)
  const held = rule.conditions[condition]?.value
  const same = held === undefined ? null : editValueOf(held)
  return [
    remove({ op: 'remove-condition', ...address }, at),
    other({ op: 'move-condition', ...address, at: rule.conditions.length - 1 - condition }, at.slice(0, -1)),
    set({ op: 'set-condition-path', ...address, value: `state.${counterScope(tool)}.x y` }, [...at, 'path']),
    set({ op: 'set-condition-op', ...address, value: 'not_in' }, [...at, 'op']),
    ...values.map((value) => other({ op: 'set-condition-value', ...address, value }, [...at, 'value'])),
    ...(same === null
      ? []
      : [other({ op: 'set-condition-value', ...address, value: same }, [...at, 'value'])]),
    ...(same?.kind === 'list' ? listEdits(address, same.items, [...at, 'value']) : []),
  ]
}

function listEdits(
  address: { tool: string; rule: number; condition: number },
  items: readonly EditValue[],
  path: PolicyPath,
): Trial[] {
  const lists = [items.slice(1), [{ kind: 'string', value: 'new' } as const, ...items], items.toReversed()]
  return lists.map((list) =>
    other({ op: 'set-condition-value', ...address, value: { kind: 'list', items: list } }, path),
  )
}

function condition() {
  return { path: 'args.new', op: 'eq', value: { kind: 'string', value: '010' } } as const
}

const set = (edit: Edit, path: PolicyPath): Trial => ({ edit, kind: 'set', path })
const remove = (edit: Edit, path: PolicyPath): Trial => ({ edit, kind: 'remove', path })
const insert = (edit: Edit, path: PolicyPath): Trial => ({ edit, kind: 'insert', path })
const other = (edit: Edit, path: PolicyPath): Trial => ({ edit, kind: 'other', path })
