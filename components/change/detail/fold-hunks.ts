import type { DiffContent } from '@/lib/git/diff'

type Lines = Extract<DiffContent, { kind: 'lines' }>

/** A diff in two parts: what is shown at once, and what is behind one line. */
export interface FoldedDiff {
  readonly shown: Lines
  /** Null when nothing is left. */
  readonly folded: Lines | null
}

/** Lines of hunks, with their context. */
export function heightOf({ hunks }: Lines): number {
  return hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0)
}

/** Whole hunks from the top while they fit in `most` lines, the first one always. */
export function foldHunks(diff: Lines, most: number): FoldedDiff {
  let height = 0
  let count = 0
  for (const { lines } of diff.hunks) {
    if (count > 0 && height + lines.length > most) break
    height += lines.length
    count += 1
  }
  const rest = diff.hunks.slice(count)
  return {
    shown: partOf(diff.hunks.slice(0, count)),
    folded: rest.length === 0 ? null : partOf(rest),
  }
}

function partOf(hunks: Lines['hunks']): Lines {
  const lines = hunks.flatMap((hunk) => hunk.lines)
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length
  return { kind: 'lines', hunks, added: count('added'), removed: count('removed') }
}
