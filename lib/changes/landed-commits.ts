import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { byCommit } from '@/lib/repository/brought-by'
import { MOST_COMMITS } from './find-rebased'

/** What is known of how the commits of the tracked branch came there. */
export interface LandedCommits {
  /** The pull request that is known to have brought the commit; null where none is. */
  pullOf(sha: string): number | null
  /** Whether the forge was asked about all that may have brought the commit of a position. */
  isAsked(position: number): boolean
}

/** Reads which commits of the tracked branch pull requests brought, and up to where that is known. `only`: nothing but one position is asked about. */
export async function readLandedCommits(
  ctx: Context,
  index: RefHistory['index'],
  only?: number,
): Promise<LandedCommits> {
  // Before what it says: meanwhile it only grows.
  const knownTo = await pullsKnownTo(ctx, index)
  const commits = only === undefined ? null : rebasedWith(only).map((position) => index.commitAt(position))
  const { rows } = await ctx.db.pool.query<MergedRow>(MERGED, [ctx.repositoryId, commits])
  const byPull = byCommit(rows)
  const waiting = new Set(rows.flatMap(({ waits, mergeSha }) => (waits ? [mergeSha] : [])))
  return {
    pullOf: (sha) => byPull.get(sha)?.number ?? null,
    isAsked: (position) => position <= knownTo && !waiting.has(knownAfter(position) ?? ''),
  }

  /**
   * The next commit that a pull request is known to have brought. The list of the forge names the last commit of a merge alone: those that a
   * rebase put right before it are known when it was looked at.
   */
  function knownAfter(position: number): string | undefined {
    const after = rebasedWith(position).slice(1)
    return after.map((next) => index.commitAt(next) ?? '').find((sha) => byPull.has(sha))
  }
}

/** A position and those after it at which the last commit may be of a rebase that brought it. */
function rebasedWith(position: number): number[] {
  return Array.from({ length: MOST_COMMITS }, (_, further) => position + further)
}

/**
 * What was merged waits until it was looked at, but not for ever: of what cannot be looked at an hour after its merge was seen, nothing more
 * will be known than what the list says.
 */
const MERGED = `SELECT number, merge_sha AS "mergeSha", rebased, approval IS NULL AND NOT EXISTS (
    SELECT FROM noted_change AS noted
    WHERE noted.repository_id = pull.repository_id AND noted.number = pull.number AND noted.state = 'merged'
      AND noted.seen_at + interval '1 hour' < pull.refreshed_at) AS waits
  FROM change_request AS pull
  WHERE repository_id = $1 AND merge_sha IS NOT NULL AND ($2::text[] IS NULL OR merge_sha = ANY($2) OR rebased && $2)`

interface MergedRow {
  readonly number: number
  readonly mergeSha: string
  readonly rebased: readonly string[]
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
