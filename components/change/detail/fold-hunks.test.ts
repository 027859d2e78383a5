import { expect, it } from 'vitest'
import type { DiffHunk, DiffLine } from '@/lib/git/patch'
import { foldHunks, heightOf } from './fold-hunks'

function hunk(start: number, kinds: DiffLine['kind'][]): DiffHunk {
  const lines = kinds.map((kind, index) => {
    return { kind, text: '', oldLine: start + index, newLine: start + index, noNewline: false }
  })
  return { oldStart: start, oldCount: 0, newStart: start, newCount: 0, lines }
}

const HUNKS = [
  hunk(1, ['context', 'added', 'added']),
  hunk(20, ['removed', 'context']),
  hunk(40, ['added', 'removed', 'context']),
]
const diff = { kind: 'lines' as const, hunks: HUNKS, added: 3, removed: 2 }

it('keeps whole hunks from the top, and counts what is left', () => {
  const { shown, folded } = foldHunks(diff, 5)
  expect(shown).toMatchObject({ hunks: HUNKS.slice(0, 2), added: 2, removed: 1 })
  expect(folded).toMatchObject({ hunks: HUNKS.slice(2), added: 1, removed: 1 })
})

it('shows the first hunk however long it is, and folds nothing that fits', () => {
  expect(foldHunks(diff, 1).shown.hunks).toEqual(HUNKS.slice(0, 1))
  expect(heightOf(diff)).toBe(8)
  expect(foldHunks(diff, 8).folded).toBeNull()
})
