import type { Context } from '@/lib/context'
import { approvalOf, type CommitApproval } from './find-approval'

/** The pull requests that some commits merged, with the record of their approvals, by commit; one that was pushed is left out. */
export async function findApprovals({
  ctx,
  commits,
}: {
  readonly ctx: Context
  readonly commits: readonly string[]
}): Promise<Map<string, CommitApproval>> {
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, mergeSha: { in: [...commits] } },
    select: {
      mergeSha: true,
      number: true,
      title: true,
      openedBy: true,
      mergedBy: true,
      mergedAt: true,
      approval: true,
    },
  })
  return new Map(
    rows.flatMap(({ mergeSha, ...row }) => (mergeSha === null ? [] : [[mergeSha, approvalOf(row)] as const])),
  )
}
