import { expandRateLimit } from '../build-policy'
import type { Rule, StateBlock } from '../policy'
import type { MappingNode, YamlNode } from '../yaml/node'
import type { ConditionContent, CounterChange, CounterContent, RuleAddress, RuleEdit } from './edits'
import { removeField, replacePair, replaceValue, setField, setFieldOf, setText } from './field-edits'
import {
  conditionFragment,
  counterFragment,
  field,
  integerFragment,
  mapping,
  ruleFragment,
  sequence,
  textField,
  type Fragment,
} from './fragment'
import { moveItem, putItem, removeItem } from './list-edits'
import { findPair, isBlank, isNull } from './open-node'
import { unsure, type PolicyEditor } from './policy-editor'
import { takeItem } from './take-item'

/** Makes an edit to a rule in the text. @param rule the rule as it is written before */
export function editRuleText(editor: PolicyEditor, edit: RuleEdit, rule: Rule | undefined): void {
  if (edit.op === 'add-rule') {
    const at = edit.at ?? ruleCount(editor, edit.tool)
    putRule(editor, edit.tool, at, ruleFragment(edit.content))
    return
  }
  if (rule === undefined) throw unsure(null)
  const { node } = editor.rule(edit)
  switch (edit.op) {
    case 'remove-rule': {
      const { list, index } = editor.rule(edit)
      removeItem(editor, list, index)
      return
    }
    case 'rename-rule':
      setText(editor, node, 'name', edit.to)
      return
    case 'move-rule':
      moveRule(editor, edit, edit.toTool ?? edit.tool, edit.at)
      return
    case 'duplicate-rule':
      copyRule(editor, edit, edit.toTool ?? edit.tool, edit.at, edit.as)
      return
    case 'set-action':
      setText(editor, node, 'action', edit.value)
      return
    case 'unset-action':
      removeField(editor, node, 'action')
      return
    case 'set-message':
      setText(editor, node, 'on_deny', edit.value)
      return
    case 'unset-message':
      removeField(editor, node, 'on_deny')
      return
    case 'set-rate-limit':
      setText(editor, node, 'rate_limit', `${edit.value.count}/${edit.value.window}`)
      return
    case 'unset-rate-limit':
      removeField(editor, node, 'rate_limit')
      return
    case 'expand-rate-limit':
      expandLimit(editor, edit, rule)
      return
    case 'collapse-rate-limit':
      collapseLimit(editor, edit, rule)
      return
    case 'set-counter':
      setCounter(editor, edit, edit.value, rule.state)
      return
    case 'unset-counter':
      removeField(editor, node, 'state')
  }
}

function ruleCount(editor: PolicyEditor, tool: string): number {
  const { value } = editor.toolPair(tool)
  if (isBlank(value)) return 0
  return editor.list(editor.open.mapping(value, tool), 'rules')?.live.length ?? 0
}

/** Puts a rule into a tool. A tool on one line that has no rules is written out when the file has its rules in block. */
function putRule(editor: PolicyEditor, tool: string, at: number, rule: Fragment): void {
  const tools = editor.tools()
  const owner = editor.toolPair(tool)
  const { value } = owner
  const rules = field('rules', sequence('rules', [rule]))
  if (isBlank(value)) {
    setFieldOf(editor, tools, owner, 'tools{}', rules)
    return
  }
  const node = editor.open.mapping(value, tool)
  const [only, ...others] = node.pairs
  const bare =
    only !== undefined && others.length === 0 && isBlank(only.value) && only === findPair(node, 'rules')
  const unfold =
    bare && node.style === 'flow' && tools.style === 'block' && !editor.style.isFlow('rules', false)
  if (unfold) replaceValue(editor, tools, owner, mapping('tools{}', [rules]))
  else putItem(editor, node, 'rules', at, rule)
}

function moveRule(editor: PolicyEditor, address: RuleAddress, toTool: string, at: number | undefined): void {
  const { list, index } = editor.rule(address)
  if (toTool === address.tool) {
    moveItem(editor, list, address.rule, at ?? list.live.length - 1)
    return
  }
  const item = list.node.items[index]
  if (item === undefined) throw unsure(list.node)
  const taken = takeItem(editor, list.node, item, true)
  // The flow text is worked out while its place is still there.
  const flow = editor.toolPair(toTool).value
  const kept = isInFlow(editor, flow) ? { ...taken, flow: keep(taken.flow()) } : taken
  removeItem(editor, list, index)
  putRule(editor, toTool, at ?? ruleCount(editor, toTool), kept)
}

function isInFlow(editor: PolicyEditor, tool: YamlNode): boolean {
  if (editor.tools().style === 'flow' || editor.style.isFlow('rules', false)) return true
  if (tool.kind !== 'mapping') return false
  const rules = findPair(tool, 'rules')?.value
  if (rules === undefined || isBlank(rules)) return tool.style === 'flow' && tool.pairs.length > 1
  return rules.kind === 'sequence' && rules.style === 'flow'
}

function keep(lines: readonly string[]): () => readonly string[] {
  return () => lines
}

function copyRule(
  editor: PolicyEditor,
  address: RuleAddress,
  toTool: string,
  at: number | undefined,
  name: string,
): void {
  const { list, index } = editor.rule(address)
  const item = list.node.items[index]
  if (item === undefined) throw unsure(list.node)
  const behind = toTool === address.tool ? address.rule + 1 : ruleCount(editor, toTool)
  const place = at ?? behind
  putRule(editor, toTool, place, takeItem(editor, list.node, item, false))
  setText(editor, editor.rule({ tool: toTool, rule: place }).node, 'name', name)
}

function expandLimit(editor: PolicyEditor, address: RuleAddress, rule: Rule): void {
  const { conditions, state, onDeny } = expandRateLimit(rule, address.tool)
  const { node } = editor.rule(address)
  const pair = findPair(node, 'rate_limit')
  if (pair === null || state === undefined) throw unsure(node)
  removeBlank(editor, address, 'conditions')
  removeBlank(editor, address, 'state')
  const fresh = editor.rule(address).node
  const limit = findPair(fresh, 'rate_limit')
  if (limit === null) throw unsure(fresh)
  const contents = conditions.map(({ path, value }): ConditionContent => {
    if (value.kind !== 'int') throw unsure(fresh)
    return { path, op: 'lte', value: { kind: 'int', value: String(value.value) } }
  })
  replacePair(editor, fresh, limit, [
    field('conditions', sequence('conditions', contents.map(conditionFragment))),
    field(
      'state',
      mapping('state', [textField('counter', state.counter), textField('window', state.window)]),
    ),
  ])
  if (rule.onDeny === '') setText(editor, editor.rule(address).node, 'on_deny', onDeny)
}

/** Removes a field that says nothing, to make room for one that does. */
function removeBlank(editor: PolicyEditor, address: RuleAddress, key: string): void {
  const { node } = editor.rule(address)
  const pair = findPair(node, key)
  if (pair !== null && isBlank(pair.value)) removeField(editor, node, key)
}

function collapseLimit(editor: PolicyEditor, address: RuleAddress, rule: Rule): void {
  const { state, conditions } = rule
  const value = conditions[0]?.value
  if (state === undefined || value?.kind !== 'int') throw unsure(null)
  const collapsed = `${value.value}/${state.window}`
  const limit = findPair(editor.rule(address).node, 'rate_limit')
  if (limit !== null) removeField(editor, editor.rule(address).node, 'rate_limit')
  const { node } = editor.rule(address)
  const pair = findPair(node, 'conditions')
  if (pair === null) throw unsure(node)
  replacePair(editor, node, pair, [textField('rate_limit', collapsed)])
  removeField(editor, editor.rule(address).node, 'state')
  const implied = expandRateLimit({ ...rule, conditions: [], rateLimit: collapsed, onDeny: '' }, address.tool)
  if (implied.onDeny === rule.onDeny) removeField(editor, editor.rule(address).node, 'on_deny')
}

function setCounter(
  editor: PolicyEditor,
  address: RuleAddress,
  change: CounterChange,
  old: StateBlock | undefined,
): void {
  const { node } = editor.rule(address)
  const owner = findPair(node, 'state')
  if (owner === null || isNull(owner.value)) {
    setField(editor, node, 'state', counterFragment(newCounter(change, old)))
    return
  }
  const state = () => stateOf(editor, address)
  if (change.counter !== undefined) setStateText(editor, address, 'counter', change.counter)
  if (change.window !== undefined) setStateText(editor, address, 'window', change.window)
  if (change.increment === null) removeField(editor, state(), 'increment')
  else if (change.increment !== undefined) setIncrement(editor, address, change.increment)
  if (change.incrementFrom === null) removeField(editor, state(), 'increment_from')
  else if (change.incrementFrom !== undefined)
    setStateText(editor, address, 'increment_from', change.incrementFrom)
}

function newCounter(change: CounterChange, old: StateBlock | undefined): CounterContent {
  const counter = change.counter ?? old?.counter
  const window = change.window
  if (counter === undefined || window === undefined) throw unsure(null)
  const { increment, incrementFrom } = change
  return {
    counter,
    window,
    ...(typeof increment === 'string' ? { increment } : {}),
    ...(typeof incrementFrom === 'string' ? { incrementFrom } : {}),
  }
}

function stateOf(editor: PolicyEditor, address: RuleAddress): MappingNode {
  const owner = findPair(editor.rule(address).node, 'state')
  if (owner === null) throw unsure(null)
  return editor.open.mapping(owner.value, 'The counter')
}

function setStateText(editor: PolicyEditor, address: RuleAddress, key: string, value: string): void {
  const { node } = editor.rule(address)
  const owner = findPair(node, 'state')
  if (owner === null) throw unsure(node)
  if (isBlank(owner.value)) setFieldOf(editor, node, owner, 'state', textField(key, value))
  else setText(editor, editor.open.mapping(owner.value, 'The counter'), key, value)
}

function setIncrement(editor: PolicyEditor, address: RuleAddress, value: string): void {
  const { node } = editor.rule(address)
  const owner = findPair(node, 'state')
  if (owner === null) throw unsure(node)
  const pair = field('increment', integerFragment(value))
  if (isBlank(owner.value)) {
    setFieldOf(editor, node, owner, 'state', pair)
    return
  }
  const state = editor.open.mapping(owner.value, 'The counter')
  const old = findPair(state, 'increment')?.value
  if (old?.kind === 'scalar' && old.style === 'plain' && old.value === value) return
  setField(editor, state, 'increment', pair.value)
}
