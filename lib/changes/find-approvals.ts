import type { Context } from '@/lib/context'
import { broughtAny, byCommit } from '@/lib/repository/brought-by'
import { approvalOf, type CommitApproval } from './find-approval'

/** The pull requests that brought some commits, with the record of their approvals, by commit; one that was pushed is left out. */
export async function findApprovals({
  ctx,
  commits,
}: {
  readonly ctx: Context
  readonly commits: readonly string[]
}): Promise<Map<string, CommitApproval>> {
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, ...broughtAny(commits) },
    select: {
      mergeSha: true,
      rebased: true,
      number: true,
      title: true,
      openedBy: true,
      mergedBy: true,
      mergedAt: true,
      approval: true,
    },
  })
  const pulls = [...byCommit(rows)]
  return new Map(
    pulls.map(
      ([commit, { mergeSha: _last, rebased: _before, ...row }]) => [commit, approvalOf(row)] as const,
    ),
  )
}
