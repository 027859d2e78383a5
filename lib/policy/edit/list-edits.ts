import type { MappingNode, SequenceNode, YamlNode } from '../yaml/node'
import { dashColumn, itemEnd, itemExtent, itemPlace, removeBlockItem } from './block-splices'
import { EditFailure } from './edit-failure'
import type { Splice } from './edits'
import { refuseComments, replaceScalar, setField } from './field-edits'
import { insertFlow, removeFlow, type NewEntry } from './flow-splices'
import { sequence, type Fragment } from './fragment'
import { unsure, type OpenList, type PolicyEditor } from './policy-editor'
import { indent } from './write-fragment'

/** Puts an item into the list behind `key`, which may be absent, null or `[]`. @param index counts what go-yaml keeps */
export function putItem(
  editor: PolicyEditor,
  node: MappingNode,
  key: string,
  index: number,
  item: Fragment,
): void {
  const list = editor.list(node, key)
  if (list !== null && list.node.items.length > 0) insertItem(editor, list, index, item)
  else setField(editor, node, key, sequence(key, [item]))
}

/** @param index counts what go-yaml keeps */
export function insertItem(editor: PolicyEditor, list: OpenList, index: number, item: Fragment): void {
  const { source, style, write } = editor
  const { node, live } = list
  const last = live.at(-1)
  const at = live[index] ?? (last === undefined ? node.items.length : last + 1)
  if (node.style === 'flow') {
    editor.splice(...insertFlow(source, style, node, at, itemEntry(editor, item)))
    return
  }
  const lines = indent(write.blockItem(item), dashColumn(source, node))
  editor.splice(source.insertLines(itemPlace(source, node.items, at), lines))
}

function itemEntry({ write }: PolicyEditor, item: Fragment): NewEntry {
  return { line: write.flow(item), lines: write.prettyLines(item) }
}

/** @param index into the node's items */
export function removeItem(
  editor: PolicyEditor,
  list: Pick<OpenList, 'owner' | 'node'>,
  index: number,
): void {
  const { source } = editor
  const { owner, node } = list
  const item = node.items[index]
  if (item === undefined) throw unsure(node)
  editor.open.removable(item.node)
  if (node.style === 'flow') editor.splice(...removeFlow(source, node, index))
  else if (node.items.length === 1 && node.properties !== null) throw unsure(node)
  else editor.splice(...removeBlockItem(source, owner, node, item))
}

/** Replaces an item of a list of scalars. */
export function replaceItem(editor: PolicyEditor, list: OpenList, index: number, value: Fragment): void {
  const node = list.node.items[index]?.node
  if (node === undefined) throw unsure(list.node)
  editor.open.plain(node)
  if (node.kind === 'scalar' && value.kind === 'scalar' && node.end > node.contentStart) {
    replaceScalar(editor, node, value)
    return
  }
  editor.open.removable(node)
  if (list.node.style === 'flow' && node.end > node.start) {
    refuseComments(editor, node.start, node.end)
    editor.splice({ start: node.start, end: node.end, text: editor.write.flow(value) })
    return
  }
  const dash = list.node.items[index]?.dash ?? -1
  if (dash < 0) throw unsure(node)
  refuseComments(editor, dash, node.end)
  const { source, write } = editor
  const end = itemEnd({ node, dash, comma: -1 })
  const lines = indent(write.blockItem(value), source.column(dash))
  editor.splice({ start: dash, end, text: lines.join(source.breakAt(dash)).trimStart() })
}

/** Moves an item within its list, with its comments. Indexes count what go-yaml keeps; `to` after the removal. */
export function moveItem(editor: PolicyEditor, list: OpenList, from: number, to: number): void {
  const { node, live } = list
  if (from === to) return
  const index = live[from]
  const item = index === undefined ? undefined : node.items[index]
  if (item === undefined) throw unsure(node)
  editor.open.movable(item.node)
  if (node.style === 'flow') editor.splice(...permute(editor, node, live, from, to))
  else editor.splice(...moveLines(editor, list, from, to))
}

/** Puts the texts of flow items into each other's places. */
function permute(
  editor: PolicyEditor,
  node: SequenceNode,
  live: readonly number[],
  from: number,
  to: number,
): Splice[] {
  refuseComments(editor, node.start, node.end)
  const places = live.flatMap((i) => node.items[i]?.node ?? [])
  const moved = places[from]
  if (moved === undefined) throw unsure(node)
  const order = places.toSpliced(from, 1).toSpliced(to, 0, moved)
  const { text } = editor.source
  return places.flatMap((place, i): Splice[] => {
    const other = order[i]
    if (other === undefined || other === place) return []
    return [{ start: place.start, end: place.end, text: text.slice(other.start, other.end) }]
  })
}

function moveLines({ source }: PolicyEditor, { node, live }: OpenList, from: number, to: number): Splice[] {
  const items = live.flatMap((i) => node.items[i] ?? [])
  const item = items[from]
  const rest = items.toSpliced(from, 1)
  if (item === undefined) throw unsure(node)
  const { start, end } = itemExtent(source, item)
  const lines = linesOf(source.text.slice(start, end))
  const place = itemPlace(source, rest, to)
  return [source.removeLines(start, end), source.insertLines(place, lines)]
}

/** The lines of a text, without the break at its end. */
export function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** Takes indentation off lines. */
export function outdent(lines: readonly string[], columns: number, node: YamlNode): string[] {
  return lines.map((line) => {
    if (/^ *$/.test(line.slice(0, columns))) return line.slice(columns)
    throw new EditFailure(
      'not-sure',
      'Some lines are indented less than what they belong to. Edit the text.',
      node,
    )
  })
}

/** How many items two lists have in common at their start and, apart from those, at their end. */
export function commonEnds<A, B>(a: readonly A[], b: readonly B[], same: (a: A, b: B) => boolean) {
  const most = Math.min(a.length, b.length)
  const equal = (i: number, j: number) => {
    const left = a[i]
    const right = b[j]
    return left !== undefined && right !== undefined && same(left, right)
  }
  let head = 0
  while (head < most && equal(head, head)) head++
  let tail = 0
  while (tail < most - head && equal(a.length - 1 - tail, b.length - 1 - tail)) tail++
  return { head, tail }
}
