import type { DiffLine } from './diff-lines'
import { commonEnds, pairLines } from './pair-lines'

/**
 * Marks what changed within lines: each removed line of a run is paired with the added line that replaces it, and the parts between their
 * common beginning and end are marked. Lines with little in common stay unmarked.
 */
export function withWordMarks(lines: readonly DiffLine[]): DiffLine[] {
  const marked = [...lines]
  let at = 0
  while (at < marked.length) {
    const removed = runLength(marked, at, 'removed')
    const added = runLength(marked, at + removed, 'added')
    const texts = marked.slice(at, at + removed + added).map(({ text }) => text)
    for (const pair of pairLines(texts.slice(0, removed), texts.slice(removed)))
      if (pair.alike && pair.old !== null && pair.new !== null)
        markPair(marked, at + pair.old, at + removed + pair.new)
    at += Math.max(1, removed + added)
  }
  return marked
}

/** How many lines of a kind follow each other from a place. */
export function runLength(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): number {
  let to = from
  while (lines[to]?.kind === kind) to += 1
  return to - from
}

function markPair(lines: DiffLine[], removedAt: number, addedAt: number): void {
  const [removed, added] = [lines[removedAt], lines[addedAt]]
  if (removed === undefined || added === undefined) return
  const { start, end } = commonEnds(removed.text, added.text)
  lines[removedAt] = { ...removed, marks: marksOf(start, removed.text.length - end) }
  lines[addedAt] = { ...added, marks: marksOf(start, added.text.length - end) }
}

function marksOf(start: number, end: number): [number, number][] {
  return start < end ? [[start, end]] : []
}
