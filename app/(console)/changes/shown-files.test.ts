import { expect, it } from 'vitest'
import type { FileDiff } from '@/lib/git/diff'
import { toShownFiles } from './shown-files'

const [OLD, NEW, OTHER] = ['policies/a.yaml', 'policies/b.yaml', 'policies/c.yaml']
const side = (sha: string) => ({ mode: '100644', sha })

function diff(path: string, before: string | null, after: string | null): FileDiff {
  const status = before === null ? 'added' : after === null ? 'removed' : 'modified'
  const sides = { before: before === null ? null : side(before), after: after === null ? null : side(after) }
  return { path, status, ...sides, content: { kind: 'too-large' } }
}

function moves(from: string, to: string) {
  const files = [diff(OLD, from, null), diff(NEW, null, to), diff(OTHER, null, 'other')]
  const parts = { files, renames: [{ from: OLD, to: NEW }], meanings: [], settings: null, owners: [] }
  return toShownFiles(parts, 'policies').map(({ diff: { path }, moved }) => [path, moved])
}

it('a file that moved is shown as such at both places, with or without the same bytes, and a new one is not', () => {
  expect(moves('bytes', 'bytes')).toEqual([
    [OLD, { to: NEW, isSame: true }],
    [NEW, { from: OLD, isSame: true }],
    [OTHER, null],
  ])
  expect(moves('bytes', 'edited')).toEqual([
    [OLD, { to: NEW, isSame: false }],
    [NEW, { from: OLD, isSame: false }],
    [OTHER, null],
  ])
})
