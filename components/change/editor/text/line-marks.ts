import { withWordMarks } from '@/components/ui/code/word-marks'
import type { DiffLine } from '@/components/ui/code/diff-lines'
import { diffMiddle } from '@/lib/policy/edit/line-diff'

/** How each line of a text stands to the text it came from. Lines count from 1. */
export interface LineMarks {
  /** Lines that take the place of an earlier one. */
  readonly changed: ReadonlySet<number>
  readonly added: ReadonlySet<number>
  /** Lines in front of which some are gone without another in their place; one past the last line for the end. */
  readonly removedBefore: ReadonlySet<number>
  readonly removed: number
  /** What stood there before, run by run, with its changed words marked. */
  readonly earlier: readonly EarlierLines[]
}

export interface EarlierLines {
  /** The line that they stood in front of, one past the last line for the end. */
  readonly before: number
  readonly lines: readonly Pick<DiffLine, 'text' | 'marks'>[]
}

/** Compares two exact texts by lines; every line without a mark has the same bytes in both, its line break included. */
export function markLines(before: string, after: string): LineMarks {
  const changed = new Set<number>()
  const added = new Set<number>()
  const removedBefore = new Set<number>()
  const earlier: EarlierLines[] = []
  let removed = 0
  const { head, lines } = diffMiddle(before, after)
  let at = 0
  let next = head + 1
  while (at < lines.length) {
    if (lines[at]?.kind === 'same') {
      next = (lines[at]?.newLine ?? 0) + 1
      at += 1
      continue
    }
    let end = at
    while (end < lines.length && lines[end]?.kind !== 'same') end += 1
    const run = lines.slice(at, end)
    const gone = run.filter(({ kind }) => kind === 'removed')
    const come = run.filter(({ kind }) => kind === 'added')
    come.forEach(({ newLine }, index) => {
      if (newLine !== null) (index < gone.length ? changed : added).add(newLine)
    })
    if (gone.length > come.length) removedBefore.add(next + come.length)
    removed += Math.max(0, gone.length - come.length)
    if (gone.length > 0) {
      const marked = withWordMarks([...gone, ...come].map(shown)).slice(0, gone.length)
      earlier.push({ before: next, lines: marked.map(({ text, marks }) => ({ text, marks })) })
    }
    next += come.length
    at = end
  }
  return { changed, added, removedBefore, removed, earlier }
}

function shown(line: DiffLine): DiffLine {
  return { ...line, text: line.text.replace(/\r$/, '') }
}
