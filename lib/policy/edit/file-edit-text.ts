import type { FileEdit, ToolEdit } from './edits'
import { insertBeforePair } from './block-splices'
import { EditFailure } from './edit-failure'
import {
  insertPair,
  pairEntry,
  removeField,
  replaceScalar,
  setField,
  setFieldOf,
  setText,
} from './field-edits'
import { insertFlow } from './flow-splices'
import { mapping, stringFragment, toolFragment, type PairFragment } from './fragment'
import { commonEnds, putItem, removeItem, replaceItem } from './list-edits'
import { findPair, isBlank } from './open-node'
import { unsure, type PolicyEditor } from './policy-editor'

/** Makes an edit to the head of a file in its text. */
export function editFileText(editor: PolicyEditor, edit: FileEdit): void {
  switch (edit.op) {
    case 'create-file':
      createFile(editor, edit.description, edit.default)
      return
    case 'set-default':
      setText(editor, editor.root(), 'default', edit.value)
      return
    case 'unset-default':
      removeField(editor, editor.root(), 'default')
      return
    case 'set-description':
      setText(editor, editor.root(), 'description', edit.value)
      return
    case 'unset-description':
      removeField(editor, editor.root(), 'description')
      return
    case 'add-hide':
      addHidden(editor, edit.name, edit.at)
      return
    case 'remove-hide':
      removeHidden(editor, edit.index)
      return
    case 'set-hide':
      setHidden(editor, edit.names)
  }
}

/** A file without a policy has no style, so strings are in double quotes. */
function createFile(
  editor: PolicyEditor,
  description: string | undefined,
  fallback: string | undefined,
): void {
  const { source, write } = editor
  const { text, document } = source
  if (document.root !== null || document.startMarker >= 0)
    throw new EditFailure('not-empty', 'The file holds a policy already. Edit that one.')
  const fields: [string, string][] = [['version', '1']]
  if (description !== undefined) fields.push(['description', description])
  if (fallback !== undefined) fields.push(['default', fallback])
  const lines = fields.flatMap(([key, value]) =>
    write.blockPair({ key, named: 'field', value: stringFragment(value, key) }),
  )
  const lineBreak = source.breakAt(text.length)
  const bare = text.length > source.lineStart(text.length)
  const content = [...lines, 'tools: {}', ''].join(lineBreak)
  editor.splice({ start: text.length, end: text.length, text: bare ? lineBreak + content : content })
}

function addHidden(editor: PolicyEditor, name: string, at = Infinity): void {
  const root = editor.root()
  const count = editor.list(root, 'hide')?.live.length ?? 0
  putItem(editor, root, 'hide', Math.min(at, count), stringFragment(name, 'hide'))
}

function removeHidden(editor: PolicyEditor, index: number): void {
  const list = editor.list(editor.root(), 'hide')
  const at = list?.live[index]
  if (list === null || at === undefined) throw unsure(null)
  removeItem(editor, list, at)
}

/** Leaves equal entries at both ends alone and replaces, adds or removes what lies between. */
function setHidden(editor: PolicyEditor, names: readonly string[]): void {
  if (names.length === 0) {
    removeField(editor, editor.root(), 'hide')
    return
  }
  const old = hiddenNames(editor)
  const { head, tail } = commonEnds(old, names, Object.is)
  const shared = Math.min(old.length, names.length) - tail
  for (let i = head; i < shared; i++) {
    const list = editor.list(editor.root(), 'hide')
    const at = list?.live[i]
    if (list === null || at === undefined) throw unsure(null)
    replaceItem(editor, list, at, stringFragment(names[i] ?? '', 'hide'))
  }
  for (let i = old.length - tail - 1; i >= Math.max(shared, head); i--) {
    removeHidden(editor, i)
  }
  for (let i = Math.max(shared, head); i < names.length - tail; i++) addHidden(editor, names[i] ?? '', i)
}

function hiddenNames(editor: PolicyEditor): string[] {
  const list = editor.list(editor.root(), 'hide')
  if (list === null) return []
  return list.live.map((i) => {
    const node = list.node.items[i]?.node
    return node === undefined ? '' : editor.scalar(node, 'The entry').value
  })
}

/** Makes an edit to the list of tools in the text. */
export function editToolText(editor: PolicyEditor, edit: ToolEdit): void {
  switch (edit.op) {
    case 'add-tool': {
      const value = toolFragment(edit.rules ?? [])
      addTool(editor, { key: edit.tool, named: 'tool', value }, edit.before)
      return
    }
    case 'remove-tool':
      removeField(editor, editor.tools(), edit.tool)
      return
    case 'rename-tool': {
      const { key } = editor.toolPair(edit.tool)
      replaceScalar(editor, editor.scalar(key, 'The name'), stringFragment(edit.to, 'tool'))
    }
  }
}

function addTool(editor: PolicyEditor, pair: PairFragment, before: string | undefined): void {
  const root = editor.root()
  const owner = editor.toolsPair()
  if (owner === null) {
    setField(editor, root, 'tools', mapping('tools', [pair]))
    return
  }
  if (isBlank(owner.value)) {
    setFieldOf(editor, root, owner, 'tools', pair)
    return
  }
  const tools = editor.tools()
  const next = before === undefined ? null : findPair(tools, before)
  if (next === null && before !== undefined) throw unsure(tools)
  const index = next === null ? tools.pairs.length : tools.pairs.indexOf(next)
  const { source, style, write } = editor
  if (tools.style === 'flow')
    editor.splice(...insertFlow(source, style, tools, index, pairEntry(editor, pair)))
  else if (next !== null) editor.splice(insertBeforePair(source, next, write.blockPair(pair)))
  else insertPair(editor, tools, pair, index)
}
