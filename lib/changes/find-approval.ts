import type { Context } from '@/lib/context'
import { broughtAny } from '@/lib/repository/brought-by'
import { readApproval, type Approval } from './review-state'

/** Who brought a commit to the tracked branch, and who agreed. */
export interface CommitApproval {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  readonly mergedBy: string | null
  readonly mergedAt: Date | null
  /** Recorded at the merge; null when it was not. */
  readonly approval: Approval | null
}

/** The pull request that brought a commit, with the record of its approvals; null for a commit that was pushed. */
export async function findApproval({
  ctx,
  commit,
}: {
  readonly ctx: Context
  readonly commit: string
}): Promise<CommitApproval | null> {
  const row = await ctx.db.prisma.changeRequest.findFirst({
    where: { repositoryId: ctx.repositoryId, ...broughtAny([commit]) },
    select: { number: true, title: true, openedBy: true, mergedBy: true, mergedAt: true, approval: true },
  })
  return row === null ? null : approvalOf(row)
}

interface ApprovalRow extends Omit<CommitApproval, 'draftedBy' | 'approval'> {
  readonly openedBy: string
  readonly approval: unknown
}

/** A stored pull request as who brought it and who agreed. */
export function approvalOf({ openedBy, approval, ...row }: ApprovalRow): CommitApproval {
  return { ...row, draftedBy: openedBy, approval: readApproval(approval) }
}
