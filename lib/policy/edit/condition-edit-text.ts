import { decodeNode } from '../decode-node'
import { ANY } from '../decode-type'
import type { GoValue } from '../policy'
import type { YamlNode } from '../yaml/node'
import { goValueOf } from './edit-value'
import type { ConditionEdit, EditValue } from './edits'
import { removeField, setField, setText } from './field-edits'
import { conditionFragment, valueFragment } from './fragment'
import { commonEnds, insertItem, moveItem, putItem, removeItem, replaceItem } from './list-edits'
import { findPair } from './open-node'
import { unsure, type OpenList, type PolicyEditor } from './policy-editor'
import { sameValue } from './same-policy'

/** Makes an edit to the conditions of a rule in the text. */
export function editConditionText(editor: PolicyEditor, edit: ConditionEdit): void {
  switch (edit.op) {
    case 'add-condition': {
      const { node } = editor.rule(edit)
      const count = editor.list(node, 'conditions')?.live.length ?? 0
      putItem(editor, node, 'conditions', edit.at ?? count, conditionFragment(edit.content))
      return
    }
    case 'clear-conditions':
      removeField(editor, editor.rule(edit).node, 'conditions')
      return
    case 'remove-condition': {
      const { list, index } = editor.condition(edit)
      removeItem(editor, list, index)
      return
    }
    case 'move-condition':
      moveItem(editor, editor.condition(edit).list, edit.condition, edit.at)
      return
    case 'set-condition-path':
      setText(editor, editor.condition(edit).node, 'path', edit.value)
      return
    case 'set-condition-op':
      setText(editor, editor.condition(edit).node, 'op', edit.value)
      return
    case 'set-condition-value':
      setValue(editor, edit, edit.value)
  }
}

type Address = Extract<ConditionEdit, { readonly op: 'set-condition-value' }>

function setValue(editor: PolicyEditor, address: Address, value: EditValue): void {
  const { node } = editor.condition(address)
  const old = findPair(node, 'value')?.value
  if (old === undefined) setField(editor, node, 'value', valueFragment(value))
  else if (old.kind === 'sequence' && old.items.length > 0 && value.kind === 'list' && value.items.length > 0)
    setItems(editor, address, value.items)
  else if (saysAlready(editor, old, value)) editor.open.plain(old)
  else setField(editor, node, 'value', valueFragment(value))
}

/** Leaves equal items at both ends alone and replaces, adds or removes what lies between. */
function setItems(editor: PolicyEditor, address: Address, values: readonly EditValue[]): void {
  const list = openValues(editor, address)
  const old = list.node.items.map((item) => item.node)
  const { head, tail } = commonEnds(old, values, (node, value) => saysAlready(editor, node, value))
  const last = values.length - tail
  const shared = Math.max(Math.min(old.length - tail, last), head)
  for (const [i, value] of values.slice(head, shared).entries()) {
    const open = openValues(editor, address)
    const node = open.node.items[head + i]?.node
    if (node === undefined || !saysAlready(editor, node, value))
      replaceItem(editor, open, head + i, valueFragment(value))
  }
  for (let i = old.length - tail - 1; i >= shared; i--) removeItem(editor, openValues(editor, address), i)
  for (const [i, value] of values.slice(shared, last).entries())
    insertItem(editor, openValues(editor, address), shared + i, valueFragment(value))
}

/** The list that a condition compares with; go-yaml keeps the nulls in it. */
function openValues(editor: PolicyEditor, address: Address): OpenList {
  const owner = findPair(editor.condition(address).node, 'value')
  if (owner === null) throw unsure(null)
  const node = editor.open.sequence(owner.value, 'The value')
  return { owner, node, live: node.items.map((_, i) => i) }
}

const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/

/** Whether a node holds the value and every reader sees so: `0x10` and `1_000` are numbers to Go only. */
function saysAlready({ source }: PolicyEditor, node: YamlNode, value: EditValue): boolean {
  const wanted = goValueOf(value)
  const held = decodedValue(node)
  if (wanted === null || held === null || !sameValue(wanted, held)) return false
  const numeric = wanted.kind === 'int' || wanted.kind === 'uint64' || wanted.kind === 'float'
  return !numeric || DECIMAL.test(source.text.slice(node.start, node.end))
}

function decodedValue(node: YamlNode): GoValue | null {
  const decoded = decodeNode(node, ANY)
  return decoded.ok && decoded.value?.kind === 'any' ? decoded.value.value : null
}
