import type { Context } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import type { RefHistory } from '@/lib/git/mirror'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { diffMoves } from './change-moves'
import { findRenames } from './find-renames'
import type { FileMove } from './owner-moves'
import { compareFiles, type FileMeaning } from './compare-files'
import { compareSettings, type SettingsMeaning } from './compare-settings'
import type { ChangeSource } from './draft-parts'
import { readLandedCommits } from './landed-commits'
import type { OwnerMove } from './owner-moves'

export type PushAnswer =
  | { readonly kind: 'not-found' }
  /** A pull request brought it. */
  | { readonly kind: 'pull-request'; readonly number: number }
  | {
      readonly kind: 'push'
      /** False while the forge was not yet asked whether a pull request brought it. */
      readonly isAsked: boolean
      readonly sha: string
      /** The commit before it; null for the first one. */
      readonly before: string | null
      readonly title: string
      readonly committedBy: string
      readonly at: Date
      readonly files: readonly FileDiff[]
      readonly renames: readonly FileMove[]
      readonly meanings: readonly FileMeaning[]
      /** What it did to the settings of the repository; null where it left them alone. */
      readonly settings: SettingsMeaning | null
      /** What it took from the owners of one place and gave to those of another, by the owners file before it. */
      readonly ownerMoves: readonly OwnerMove[]
    }

/** A commit of the tracked branch's first-parent line: what it changed, or which pull request it belongs to. */
export async function getPush({
  ctx,
  source: { mirror },
  history: { index },
  root,
  sha,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly history: RefHistory
  readonly root: string
  readonly sha: string
}): Promise<PushAnswer> {
  const position = /^[0-9a-f]{40}$/.test(sha) ? index.positionOf(sha) : null
  const commit = position === null ? null : await mirror.objects.readCommit(sha)
  if (position === null || commit === null) return { kind: 'not-found' }
  const landed = await readLandedCommits(ctx, index, position)
  const number = landed.pullOf(sha)
  if (number !== null) return { kind: 'pull-request', number }
  const before = index.commitAt(position - 1)
  const files = await mirror.diff(before, sha)
  const renames = await findRenames(mirror.objects, files)
  const owners = before === null ? null : await readCodeowners(mirror.objects, before)
  const [title = ''] = commit.message.split('\n')
  return {
    kind: 'push',
    isAsked: landed.isAsked(position),
    sha,
    before,
    title,
    committedBy: commit.committer.name,
    at: commit.committer.at,
    files,
    renames,
    meanings: await compareFiles(mirror.objects, files, root),
    settings: await compareSettings(mirror.objects, files),
    ownerMoves: await diffMoves(mirror.objects, owners?.codeowners ?? null, files, renames, root),
  }
}
