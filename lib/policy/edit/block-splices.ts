import type { MappingNode, MappingPair, SequenceItem, SequenceNode } from '../yaml/node'
import type { Splice } from './edits'
import type { PolicyText } from './policy-text'
import { indent } from './write-fragment'

/** Where the last character of a pair ends. */
export function pairEnd({ key, colon, value }: MappingPair): number {
  return Math.max(key.end, colon + 1, value.end)
}

/** Where the last character of a block item ends. */
export function itemEnd({ node, dash }: SequenceItem): number {
  return Math.max(dash + 1, node.end)
}

/** New lines for a block mapping, behind one of its pairs. */
export function insertBehindPair(source: PolicyText, behind: MappingPair, lines: readonly string[]): Splice {
  const column = source.column(behind.key.start)
  return source.insertLines(source.extentEnd(pairEnd(behind), column), indent(lines, column))
}

/** New lines for a block mapping, in front of one of its pairs and the comment above it. */
export function insertBeforePair(source: PolicyText, before: MappingPair, lines: readonly string[]): Splice {
  const column = source.column(before.key.start)
  return source.insertLines(source.ownStart(before.key.start), indent(lines, column))
}

/** Takes a pair out of a block mapping, with its comments. What has no pair left is `{}`. */
export function removeBlockPair(source: PolicyText, mapping: MappingNode, pair: MappingPair): Splice {
  const { start } = pair.key
  const column = source.column(start)
  if (mapping.pairs.length === 1) return { start, end: pairEnd(pair), text: '{}' }
  const to = source.extentEnd(pairEnd(pair), column)
  if (source.startsLine(start)) {
    const own = source.ownStart(start)
    const header = mapping.pairs[0] === pair && mapping === source.document.root && own <= source.lineStart(0)
    return source.removeLines(header ? source.lineStart(start) : own, to)
  }
  const blanks = /^\s*/.exec(source.text.slice(to))?.[0].length ?? 0
  return { start, end: to + blanks, text: '' }
}

/** The lines of a block item: from the comment above it to the end of its lines. */
export function itemExtent(source: PolicyText, item: SequenceItem): { start: number; end: number } {
  const column = source.column(item.dash)
  return { start: source.ownStart(item.dash), end: source.extentEnd(itemEnd(item), column) }
}

/** Takes an item out of a block list, with its comments. A list that is empty then is `[]`. */
export function removeBlockItem(
  source: PolicyText,
  owner: MappingPair,
  list: SequenceNode,
  item: SequenceItem,
): Splice[] {
  const { start, end } = itemExtent(source, item)
  const removal = source.removeLines(start, end)
  if (list.items.length > 1) return [removal]
  return [{ start: owner.colon + 1, end: owner.colon + 1, text: ' []' }, removal]
}

/** Where lines for a new item go: in front of the item at `index` and its comment, or behind the last. */
export function itemPlace(source: PolicyText, items: readonly SequenceItem[], index: number): number {
  const next = items[index]
  if (next !== undefined) return source.ownStart(next.dash)
  const last = items.at(-1)
  return last === undefined ? 0 : itemExtent(source, last).end
}

/** The column of the dashes of a block list. */
export function dashColumn(source: PolicyText, list: SequenceNode): number {
  return source.column(list.items[0]?.dash ?? list.contentStart)
}
