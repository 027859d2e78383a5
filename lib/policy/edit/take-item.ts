import { STR_TAG } from '../yaml/tags'
import type { SequenceItem, SequenceNode, YamlNode } from '../yaml/node'
import { itemEnd, itemExtent } from './block-splices'
import { stringFragment, type Fragment, type ItemSource, type PairFragment } from './fragment'
import { linesOf, outdent } from './list-edits'
import { refuseComments } from './field-edits'
import { unsure, type PolicyEditor } from './policy-editor'
import { isPlainSafe } from './write-scalar'

/** Takes an item's text over for another place. @param comment whether the comment above goes along */
export function takeItem(
  editor: PolicyEditor,
  list: SequenceNode,
  item: SequenceItem,
  comment: boolean,
): ItemSource {
  const { source } = editor
  editor.open.movable(item.node)
  if (list.style === 'flow') return takeFlowItem(editor, item)
  const column = source.column(item.dash)
  const extent = itemExtent(source, item)
  const start = comment ? extent.start : source.lineStart(item.dash)
  const block = outdent(linesOf(source.text.slice(start, extent.end)), column, item.node)
  const flow = () => {
    refuseComments(editor, extent.start, extent.end)
    return editor.write.prettyLines(nodeFragment(editor, item.node))
  }
  return { kind: 'item', block, flow }
}

function takeFlowItem(editor: PolicyEditor, item: SequenceItem): ItemSource {
  const { source } = editor
  const { start, end } = item.node
  refuseComments(editor, start, end)
  const [first = '', ...rest] = linesOf(source.text.slice(start, itemEnd(item)))
  const column = source.column(start)
  const lines = [
    first,
    ...rest.map((line) => line.slice(Math.min(column, /^ */.exec(line)?.[0].length ?? 0))),
  ]
  const gap = editor.style.gap
  const block = lines.map((line, i) => (i === 0 ? `-${gap}${line}` : ` ${gap}${line}`))
  return { kind: 'item', block, flow: () => lines }
}

/** Deeper text is refused: this recurses. */
const DEEPEST = 64

/** What a node says, for another layout; scalars keep their spelling where it is safe in flow. */
function nodeFragment(editor: PolicyEditor, node: YamlNode, depth = 0): Fragment {
  if (node.properties !== null || node.kind === 'alias' || depth > DEEPEST) throw unsure(node)
  if (node.kind === 'sequence') {
    const items = node.items.map((item) => nodeFragment(editor, item.node, depth + 1))
    return { kind: 'sequence', items, role: 'value', flow: true }
  }
  if (node.kind === 'mapping') {
    const pairs = node.pairs.map(({ key, value }): PairFragment => {
      if (key.kind !== 'scalar' || !isPlainSafe(key.value)) throw unsure(key)
      return { key: key.value, named: 'field', value: nodeFragment(editor, value, depth + 1) }
    })
    return { kind: 'mapping', pairs, role: 'value{}', flow: true }
  }
  const text = editor.source.text.slice(node.contentStart, node.end)
  const quoted = node.style === 'double-quoted' || node.style === 'single-quoted'
  const sayable = quoted ? !text.includes('\n') : node.tag !== STR_TAG || isPlainSafe(text)
  if (sayable && (quoted || node.style === 'plain')) return { kind: 'source', text: text || 'null' }
  return stringFragment(node.value, 'value')
}
