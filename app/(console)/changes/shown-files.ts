import type { ShownFile } from '@/components/change/detail/changed-file'
import type { FileMeaning } from '@/lib/changes/compare-files'
import type { FileMove } from '@/lib/changes/owner-moves'
import type { OwnerPrediction } from '@/lib/changes/predict-owners'
import type { FileDiff } from '@/lib/git/diff'
import {
  CONFIGURATION_PATH,
  isPolicyPath,
  isPolicyTestPath,
  relativeToRoot,
} from '@/lib/repository/policy-path'

interface ChangedParts {
  readonly files: readonly FileDiff[]
  readonly renames: readonly FileMove[]
  readonly meanings: readonly FileMeaning[]
  readonly settings: ShownFile['settings']
  readonly owners: readonly OwnerPrediction[]
}

/** The files of a change as they are read: policies first, then their tests, then everything else; each in git's order. */
export function toShownFiles(
  { files, renames, meanings, settings, owners }: ChangedParts,
  root: string,
): ShownFile[] {
  const meaningOf = new Map(meanings.map((one) => [one.path, one.meaning]))
  const ownersOf = new Map(owners.map((one) => [one.path, one]))
  const shown = files.map((diff) => ({
    diff,
    policy: isPolicyPath(diff.path, root) ? relativeToRoot(diff.path, root) : null,
    meaning: meaningOf.get(diff.path) ?? null,
    settings: diff.path === CONFIGURATION_PATH ? settings : null,
    owners: ownersOf.get(diff.path) ?? null,
    moved: moveOf(diff, files, renames),
  }))
  const rank = ({ policy, diff }: ShownFile) =>
    policy !== null ? 0 : isPolicyTestPath(diff.path, root) ? 1 : 2
  return shown.toSorted((a, b) => rank(a) - rank(b))
}

/** Where a file came from or went to, as one of the two that a move is made of. */
function moveOf(
  { path, after, before }: FileDiff,
  files: readonly FileDiff[],
  renames: readonly FileMove[],
): ShownFile['moved'] {
  const move = renames.find(({ from, to }) => from === path || to === path)
  if (move === undefined) return null
  const other = files.find((file) => file.path === (move.to === path ? move.from : move.to))
  const isSame = (after ?? before)?.sha === (other?.before ?? other?.after)?.sha
  return move.to === path ? { from: move.from, isSame } : { to: move.to, isSame }
}
