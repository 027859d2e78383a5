import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { byCommit } from '@/lib/repository/brought-by'

/** What is known of how the commits of the tracked branch came there. */
export interface LandedCommits {
  /** Whether a pull request is known to have brought the commit. */
  isOfPull(sha: string): boolean
  /** Whether the forge was asked about all that may have brought the commit of a position. */
  isAsked(position: number): boolean
}

/** Reads which commits of the tracked branch pull requests brought, and up to where that is known. */
export async function readLandedCommits(ctx: Context, index: RefHistory['index']): Promise<LandedCommits> {
  // Before what it says: meanwhile it only grows.
  const knownTo = await pullsKnownTo(ctx, index)
  const { rows } = await ctx.db.pool.query<MergedRow>(
    `SELECT merge_sha AS "mergeSha", rebased, approval IS NULL AS waits
     FROM change_request WHERE repository_id = $1 AND merge_sha IS NOT NULL`,
    [ctx.repositoryId],
  )
  const byPull = byCommit(rows)
  const waiting = rows.flatMap(({ waits, mergeSha }) => (waits ? (index.positionOf(mergeSha) ?? []) : []))
  return {
    isOfPull: (sha) => byPull.has(sha),
    isAsked: (position) =>
      position <= knownTo && !waiting.some((merge) => merge > position && mayHaveBrought(position, merge)),
  }

  /** The list of the forge names the last commit of a merge alone: those that a rebase put right before it are known when it was looked at. */
  function mayHaveBrought(position: number, merge: number): boolean {
    for (let between = position + 1; between < merge; between += 1)
      if (byPull.has(index.commitAt(between) ?? '')) return false
    return true
  }
}

interface MergedRow {
  readonly mergeSha: string
  readonly rebased: readonly string[]
  /** It was not looked at since its merge. */
  readonly waits: boolean
}

/**
 * The position up to which it is known which pull requests brought the commits. None of a history that does not have the noted commit: it is
 * that of a replica that is behind another, or of a branch that was set elsewhere, and the next look settles it.
 */
async function pullsKnownTo({ db, repositoryId }: Context, index: RefHistory['index']): Promise<number> {
  const { pullsKnownTo: sha } = await db.prisma.repository.findUniqueOrThrow({
    where: { id: repositoryId },
    select: { pullsKnownTo: true },
  })
  return sha === null ? -1 : (index.positionOf(sha) ?? -1)
}
