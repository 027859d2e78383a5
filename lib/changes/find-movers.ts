import type { Context } from '@/lib/context'
import { commitNote, type CommitNote } from '@/lib/repository/commit-note'
import type { DraftFile } from './draft-file'
import type { ChangeSource } from './draft-parts'
import type { CommitApproval } from './find-approval'
import { findApprovals } from './find-approvals'

/** The commit of the tracked branch that took a file away from what a draft started from. */
export interface Mover {
  /** Path in the repository that the draft's file has in git. */
  readonly path: string
  readonly commit: CommitNote
  /** The pull request that the forge says it came by; null for a push, and while the forge was not asked since. */
  readonly change: CommitApproval | null
}

/** What moved the files of a draft: of each that has another content at the head than the draft started from, the last commit that changed it. */
export async function findMovers(
  ctx: Context,
  { mirror, repository }: ChangeSource,
  files: readonly (Pick<DraftFile, 'basePath' | 'baseBlob'> & { readonly headBlob: string | null })[],
): Promise<Mover[]> {
  const moved = files.flatMap(({ basePath, baseBlob, headBlob }) =>
    basePath === null || headBlob === baseBlob ? [] : [basePath],
  )
  const history = moved.length === 0 ? null : await mirror.history(repository.ref)
  if (history === null) return []
  const found = await Promise.all(
    moved.map(async (path) => {
      const [last] = await mirror.pathHistory(history.index, path, { limit: 1 })
      return last === undefined ? [] : [{ path, commit: commitNote(last.commit) }]
    }),
  )
  const movers = found.flat()
  const changes = await findApprovals({ ctx, commits: movers.map(({ commit }) => commit.sha) })
  return movers.map(({ path, commit }) => ({ path, commit, change: changes.get(commit.sha) ?? null }))
}
