import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'

/**
 * The commit of the tracked branch before everything that came with `commit` (40 hex): its first parent, or for a pull request that was
 * merged by rebase, whose last commit it is, the one before the first. Null when the branch does not have it, or nothing before it.
 */
export async function commitBefore(
  ctx: Context,
  { index }: RefHistory,
  commit: string,
): Promise<string | null> {
  const position = index.positionOf(commit)
  if (position === null) return null
  const row = await ctx.db.prisma.changeRequest.findFirst({
    where: { repositoryId: ctx.repositoryId, mergeSha: commit },
    select: { rebased: true },
  })
  return index.commitAt(position - 1 - (row?.rebased.length ?? 0)) ?? null
}
