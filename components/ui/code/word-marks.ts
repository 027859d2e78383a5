import type { DiffLine } from './diff-view'

/**
 * Marks what changed within lines: each removed line of a run is paired with the added line at the same place of the run, and the parts
 * between their common beginning and end are marked. Lines with nothing in common stay unmarked.
 */
export function withWordMarks(lines: readonly DiffLine[]): DiffLine[] {
  const marked = [...lines]
  let at = 0
  while (at < marked.length) {
    const removed = runLength(marked, at, 'removed')
    const added = runLength(marked, at + removed, 'added')
    for (let pair = 0; pair < Math.min(removed, added); pair++)
      markPair(marked, at + pair, at + removed + pair)
    at += Math.max(1, removed + added)
  }
  return marked
}

function runLength(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): number {
  let to = from
  while (lines[to]?.kind === kind) to += 1
  return to - from
}

function markPair(lines: DiffLine[], removedAt: number, addedAt: number): void {
  const [removed, added] = [lines[removedAt], lines[addedAt]]
  if (removed === undefined || added === undefined) return
  const [before, after] = [removed.text, added.text]
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  if (before.slice(0, start).trim() === '' && end === 0) return
  lines[removedAt] = { ...removed, marks: marksOf(start, before.length - end) }
  lines[addedAt] = { ...added, marks: marksOf(start, after.length - end) }
}

function marksOf(start: number, end: number): [number, number][] {
  return start < end ? [[start, end]] : []
}
