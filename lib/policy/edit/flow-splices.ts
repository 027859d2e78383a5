import type { MappingNode, SequenceNode } from '../yaml/node'
import { EditFailure } from './edit-failure'
import type { Splice } from './edits'
import type { FileStyle } from './file-style'
import type { PolicyText } from './policy-text'
import { indent } from './write-fragment'

/** An item or pair of a flow collection. */
interface Entry {
  readonly start: number
  readonly end: number
  /** -1 when none follows. */
  readonly comma: number
}

/** A new entry in both layouts. Lines have no indentation of their surroundings. */
export interface NewEntry {
  readonly line: string
  readonly lines: readonly string[]
}

function entriesOf(node: MappingNode | SequenceNode): Entry[] {
  if (node.kind === 'sequence')
    return node.items.map(({ node: { start, end }, comma }) => ({ start, end, comma }))
  return node.pairs.map(({ key, colon, value, comma }) => ({
    start: key.start,
    end: Math.max(key.end, colon + 1, value.end),
    comma,
  }))
}

/** Puts an entry into a flow collection, on lines of its own where its neighbours have them. */
export function insertFlow(
  source: PolicyText,
  style: FileStyle,
  node: MappingNode | SequenceNode,
  index: number,
  entry: NewEntry,
): Splice[] {
  const entries = entriesOf(node)
  const previous = entries[index - 1]
  const next = entries[index]
  if (previous === undefined && next === undefined) return [fill(source, style, node, entry)]
  const neighbour = previous ?? next ?? entries[0]
  if (neighbour === undefined || !source.startsLine(neighbour.start))
    return [insertInLine(source, style, entries, index, entry.line)]
  const long = style.pretty || source.text.slice(neighbour.start, neighbour.end).includes('\n')
  const lines = indent(long ? entry.lines : [entry.line], source.column(neighbour.start))
  if (previous === undefined) return [source.insertLines(source.ownStart(neighbour.start), comma(lines))]
  const lineBreak = source.breakAt(previous.end)
  if (previous.comma >= 0) {
    const at = source.inlineCommentEnd(previous.comma + 1)
    if (!endsLine(source, at)) return [insertInLine(source, style, entries, index, entry.line)]
    return [{ start: at, end: at, text: lineBreak + comma(lines).join(lineBreak) }]
  }
  const at = source.inlineCommentEnd(previous.end)
  return merge(
    { start: previous.end, end: previous.end, text: ',' },
    { start: at, end: at, text: lineBreak + lines.join(lineBreak) },
  )
}

function merge(a: Splice, b: Splice): Splice[] {
  return a.start === b.start ? [{ ...a, text: a.text + b.text }] : [a, b]
}

/** The first entry of an empty collection. */
function fill(
  source: PolicyText,
  style: FileStyle,
  node: MappingNode | SequenceNode,
  entry: NewEntry,
): Splice {
  const start = node.contentStart + 1
  const end = node.end - 1
  if (source.hasComment(start, end))
    throw new EditFailure('comment', 'A comment stands where this would go. Move the comment first.', node)
  const padding = style.padding(node.kind)
  if (!style.pretty) return { start, end, text: padding + entry.line + padding }
  const line = source.lineStart(start)
  const column = /^ */.exec(source.text.slice(line, start))?.[0].length ?? 0
  const lineBreak = source.breakAt(start)
  const lines = [...indent(entry.lines, column + style.step), ' '.repeat(column)]
  return { start, end, text: lineBreak + lines.join(lineBreak) }
}

function insertInLine(
  source: PolicyText,
  style: FileStyle,
  entries: readonly Entry[],
  index: number,
  line: string,
): Splice {
  const gap = style.colonGap === '' ? '' : ' '
  const previous = entries[index - 1]
  const first = entries[0]
  if (previous === undefined) {
    const at = first?.start ?? 0
    return { start: at, end: at, text: `${line},${gap}` }
  }
  const at = previous.comma >= 0 ? previous.comma + 1 : previous.end
  if (source.inlineCommentEnd(at) > at)
    throw new EditFailure('comment', 'A comment stands where this would go. Move the comment first.', {
      start: at,
      end: at,
    })
  const text = previous.comma >= 0 ? `${gap}${line},` : `,${gap}${line}`
  return { start: at, end: at, text }
}

/** Takes an entry out of a flow collection, with its comma and, on lines of its own, its comments. */
export function removeFlow(source: PolicyText, node: MappingNode | SequenceNode, index: number): Splice[] {
  const entries = entriesOf(node)
  const entry = entries[index]
  if (entry === undefined) return []
  const last = source.inlineCommentEnd(entry.comma >= 0 ? entry.comma + 1 : entry.end)
  const ownLines = source.startsLine(entry.start) && endsLine(source, last)
  const start = source.ownStart(entry.start)
  const end = source.nextLine(last)
  if (entries.length === 1) {
    const inside = { start: node.contentStart + 1, end: node.end - 1 }
    const others =
      source.hasComment(inside.start, ownLines ? start : entry.start) ||
      source.hasComment(ownLines ? end : entry.end, inside.end)
    if (!others) return [{ ...inside, text: '' }]
  }
  if (!ownLines) return [checkComments(source, removeInLine(source, entries, index))]
  const previous = entries[index - 1]
  const lines = source.removeLines(start, end)
  const orphan = index === entries.length - 1 && entry.comma < 0 && previous !== undefined
  return orphan ? [{ start: previous.comma, end: previous.comma + 1, text: '' }, lines] : [lines]
}

function removeInLine(source: PolicyText, entries: readonly Entry[], index: number): Splice {
  const previous = entries[index - 1]
  const entry = entries[index]
  const next = entries[index + 1]
  if (entry === undefined) return { start: 0, end: 0, text: '' }
  if (next !== undefined) {
    const sameLine = !source.text.slice(entry.comma, next.start).includes('\n')
    if (sameLine || previous === undefined) return { start: entry.start, end: next.start, text: '' }
    return { start: previous.comma + 1, end: entry.comma + 1, text: '' }
  }
  if (entry.comma >= 0)
    return { start: (previous?.comma ?? entry.start - 1) + 1, end: entry.comma + 1, text: '' }
  return { start: previous?.end ?? entry.start, end: entry.end, text: '' }
}

function checkComments(source: PolicyText, splice: Splice): Splice {
  if (!source.hasComment(splice.start, splice.end)) return splice
  throw new EditFailure(
    'comment',
    'A comment stands in what would be removed. Move the comment first.',
    splice,
  )
}

function comma(lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? `${line},` : line))
}

function endsLine(source: PolicyText, offset: number): boolean {
  return /^[ \t]*$/.test(source.text.slice(offset, source.lineEnd(offset)))
}
