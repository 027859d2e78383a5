import type { Context } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { printable } from '@/lib/policy/describe/sentence'
import { broughtAny, byCommit } from './brought-by'
import { commitNote, type CommitNote } from './commit-note'

/** One state of a file on the tracked line. */
export interface FileVersion extends CommitNote {
  readonly position: number
  /** Null when the commit removed the file. */
  readonly blob: string | null
  /** The pull request that the forge says it came by; null when Lockstep has no row of it. */
  readonly change: {
    readonly number: number
    readonly title: string
    readonly labels: readonly string[]
    /** As the forge says; null when it was not asked since. */
    readonly mergedAt: Date | null
  } | null
}

export interface FileVersions {
  /** Newest first, at most `limit`. */
  readonly versions: readonly FileVersion[]
  /** How many there are in all. */
  readonly total: number
}

/** The commits of the tracked line that changed a file, newest first, with the pull request of each where it is known. */
export async function listVersions(
  { ctx, mirror, history }: { ctx: Context; mirror: Mirror; history: RefHistory },
  repositoryPath: string,
  limit: number,
): Promise<FileVersions> {
  const { index } = history
  const changes = await mirror.pathHistory(index, repositoryPath, { limit })
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, ...broughtAny(changes.map(({ commit }) => commit.sha)) },
    select: { number: true, title: true, labels: true, mergeSha: true, rebased: true, mergedAt: true },
  })
  const pulls = byCommit(rows)
  const versions = changes.map(({ commit, position, blob }): FileVersion => {
    const row = pulls.get(commit.sha)
    const change =
      row === undefined
        ? null
        : {
            number: row.number,
            title: printable(row.title),
            labels: row.labels,
            mergedAt: row.mergedAt,
          }
    return Object.assign(commitNote(commit), { position, blob, change })
  })
  return { versions, total: index.contentChanges(repositoryPath).length }
}
