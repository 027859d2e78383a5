import type { Context } from '@/lib/context'
import type { ChangeSource } from './draft-parts'
import { pullFiles } from './pull-files'

/** What a merge commit brought, when a pull request brought it. */
export interface MergedPaths {
  readonly number: number | null
  readonly mergedAt: Date | null
  /** Full paths of the pull request's diff; null for a commit without one, or while the mirror does not hold it. */
  readonly paths: readonly string[] | null
}

/** The pull request of a commit on the tracked branch: a rebased one changes paths in several commits, of which the last is its merge. */
export async function findMergedPaths({
  ctx,
  source: { mirror },
  commit,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly commit: string
}): Promise<MergedPaths> {
  const row = await ctx.db.prisma.changeRequest.findFirst({
    where: { repositoryId: ctx.repositoryId, mergeSha: commit },
    select: { number: true, mergedAt: true, baseSha: true, headSha: true },
  })
  if (row === null) return { number: null, mergedAt: null, paths: null }
  const { number, mergedAt } = row
  const compared = await pullFiles(mirror, row)
  return { number, mergedAt, paths: compared?.files.map(({ path }) => path) ?? null }
}
