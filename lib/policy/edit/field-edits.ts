import type { MappingNode, MappingPair, ScalarNode, YamlNode } from '../yaml/node'
import { insertBehindPair, pairEnd, removeBlockPair } from './block-splices'
import { EditFailure } from './edit-failure'
import { quotesOf } from './file-style'
import { insertFlow, removeFlow, type NewEntry } from './flow-splices'
import { field, mapping, stringFragment, type Fragment, type PairFragment } from './fragment'
import { findPair, isBlank, isNull } from './open-node'
import type { PolicyEditor } from './policy-editor'
import { indent } from './write-fragment'
import { writePlainScalar, writeString } from './write-scalar'

/** The order in which the fields of a policy are written; one that is missing goes behind those before it. */
const ORDER = (
  'version description default hide tools name action rate_limit conditions state on_deny ' +
  'path op value counter window increment increment_from'
).split(' ')

/** Sets a field of a mapping: replaces its value, or writes the field. */
export function setField(editor: PolicyEditor, node: MappingNode, key: string, value: Fragment): void {
  const pair = findPair(node, key)
  if (pair === null) insertPair(editor, node, field(key, value), placeOf(node, key))
  else replaceValue(editor, node, pair, value)
}

/** Sets a field that holds text; one that says it already stays as it is. */
export function setText(editor: PolicyEditor, node: MappingNode, key: string, value: string): void {
  const old = findPair(node, key)?.value
  if (old === undefined || old.kind !== 'scalar' || isNull(old)) {
    setField(editor, node, key, stringFragment(value, key))
    return
  }
  editor.open.plain(old)
  if (old.value !== value) replaceScalar(editor, old, stringFragment(value, key))
}

/** Index of the pair that a field goes behind, plus one. */
function placeOf(node: MappingNode, key: string): number {
  const before = new Set(ORDER.slice(0, ORDER.indexOf(key)))
  const last = node.pairs.findLastIndex(
    ({ key: other }) => other.kind === 'scalar' && before.has(other.value),
  )
  return last < 0 ? Math.min(1, node.pairs.length) : last + 1
}

/** Sets a field of the mapping that is the value of `owner`, which may be null or `{}`. */
export function setFieldOf(
  editor: PolicyEditor,
  parent: MappingNode,
  owner: MappingPair,
  role: string,
  pair: PairFragment,
): void {
  if (isBlank(owner.value)) replaceValue(editor, parent, owner, mapping(role, [pair]))
  else setField(editor, editor.open.mapping(owner.value, role), pair.key, pair.value)
}

/** Writes a pair as the one at `index`; in a block mapping not as the first. */
export function insertPair(editor: PolicyEditor, node: MappingNode, pair: PairFragment, index: number): void {
  const { source, style, write } = editor
  const behind = node.pairs[index - 1]
  if (node.style === 'flow') editor.splice(...insertFlow(source, style, node, index, pairEntry(editor, pair)))
  else if (behind !== undefined) editor.splice(insertBehindPair(source, behind, write.blockPair(pair)))
  else throw new EditFailure('not-sure', 'The first line cannot be written here. Edit the text.', node)
}

/** Removes a field; nothing happens when it is not there. */
export function removeField(editor: PolicyEditor, node: MappingNode, key: string): void {
  const index = node.pairs.findIndex(({ key: other }) => other.kind === 'scalar' && other.value === key)
  const pair = node.pairs[index]
  if (pair === undefined) return
  editor.open.removable(pair.key, pair.value)
  if (node.style === 'flow') editor.splice(...removeFlow(editor.source, node, index))
  else editor.splice(removeBlockPair(editor.source, node, pair))
}

/** Writes other pairs in place of one, and leaves the comments around it. */
export function replacePair(
  editor: PolicyEditor,
  node: MappingNode,
  pair: MappingPair,
  pairs: readonly PairFragment[],
): void {
  const { source, write } = editor
  const { start } = pair.key
  const end = pairEnd(pair)
  refuseComments(editor, start, end)
  editor.open.removable(pair.key, pair.value)
  const column = source.column(start)
  const lineBreak = source.breakAt(start)
  if (node.style === 'flow') {
    const own = source.startsLine(start)
    const parts = pairs.map((part) =>
      own ? indent(write.prettyPair(part), column).join(lineBreak) : write.flowPair(part),
    )
    const text = parts.join(own ? `,${lineBreak}` : ', ')
    editor.splice({ start, end, text: own ? text.trimStart() : text })
    return
  }
  const lines = indent(
    pairs.flatMap((part) => write.blockPair(part)),
    column,
  )
  editor.splice({ start, end, text: lines.join(lineBreak).trimStart() })
}

/** Writes another value behind the key of a pair. */
export function replaceValue(
  editor: PolicyEditor,
  node: MappingNode,
  pair: MappingPair,
  value: Fragment,
): void {
  const { source, write } = editor
  const old = pair.value
  editor.open.plain(old)
  editor.open.removable(old)
  const inline = node.style === 'flow' || write.isInline(value)
  if (isBlockCollection(old)) {
    if (!inline) {
      replaceValue(editor, node, pair, { kind: 'source', text: 'null' })
      const fresh = editor.source.document.root === null ? null : findAgain(editor, pair)
      if (fresh !== null) replaceValue(editor, fresh.node, fresh.pair, value)
      return
    }
    const to = source.extentEnd(old.end, source.column(pair.key.start))
    editor.splice(
      { start: pair.colon + 1, end: pair.colon + 1, text: ` ${inlineText(editor, old, value)}` },
      source.removeLines(source.nextLine(pair.colon), to),
    )
    return
  }
  refuseComments(editor, old.start, old.end)
  if (inline) {
    editor.splice(inlineSplice(editor, node, pair, value))
    return
  }
  const base = source.column(pair.key.start)
  const lines = indent(write.blockChildren(value), base)
  const at = source.nextLine(pairEnd(pair))
  editor.splice({ start: pair.colon + 1, end: pairEnd(pair), text: '' }, source.insertLines(at, lines))
}

/** Looks a pair up again after a splice behind its key. */
function findAgain(editor: PolicyEditor, old: MappingPair): { node: MappingNode; pair: MappingPair } | null {
  const rest: YamlNode[] = [editor.root()]
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.kind === 'sequence') rest.push(...node.items.map((item) => item.node))
    if (node.kind !== 'mapping') continue
    const pair = node.pairs.find(({ key }) => key.start === old.key.start)
    if (pair !== undefined) return { node, pair }
    rest.push(...node.pairs.map(({ value }) => value))
  }
  return null
}

function inlineSplice(editor: PolicyEditor, node: MappingNode, pair: MappingPair, value: Fragment) {
  const { source, write } = editor
  const old = pair.value
  const text = inlineText(editor, old, value)
  if (pair.colon < 0) return { start: pair.key.end, end: pair.key.end, text: `: ${text}` }
  const empty = old.kind === 'scalar' && old.contentStart === old.end
  if (empty) return { start: pair.colon + 1, end: pair.colon + 1, text: ` ${text}` }
  const start = old.kind === 'alias' ? old.start : old.contentStart
  const pretty = node.style === 'flow' && editor.style.pretty && value.kind !== 'scalar'
  if (!pretty) return { start, end: old.end, text }
  const column = source.column(pair.key.start)
  const [first = '', ...more] = write.prettyLines(value)
  return { start, end: old.end, text: [first, ...indent(more, column)].join(source.breakAt(start)) }
}

/** A value on one line; a string keeps the quotes of the one it replaces. */
export function inlineText({ style, write }: PolicyEditor, old: YamlNode, value: Fragment): string {
  if (value.kind !== 'scalar') return write.flow(value)
  if (value.value.kind !== 'string') return writePlainScalar(value.value)
  const quotes = old.kind === 'scalar' && !isNull(old) && old.tag === '!!str' ? quotesOf(old) : null
  const fallback = style.quotedKeys ? 'double' : style.fallbackQuotes
  return writeString(value.value.value, quotes ?? style.quotesOf(value.role), fallback)
}

/** Replaces a scalar by another, in place. */
export function replaceScalar(editor: PolicyEditor, node: ScalarNode, value: Fragment): void {
  refuseComments(editor, node.start, node.end)
  editor.splice({ start: node.contentStart, end: node.end, text: inlineText(editor, node, value) })
}

export function pairEntry({ write }: PolicyEditor, pair: PairFragment): NewEntry {
  return { line: write.flowPair(pair), lines: write.prettyPair(pair) }
}

export function isBlockCollection(node: YamlNode): boolean {
  return (node.kind === 'mapping' || node.kind === 'sequence') && node.style === 'block'
}

export function refuseComments({ source }: PolicyEditor, start: number, end: number): void {
  if (!source.hasComment(start, end)) return
  const reason = 'A comment stands inside what would be rewritten. Move the comment first.'
  throw new EditFailure('comment', reason, { start, end })
}
