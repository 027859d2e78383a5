import type { Context } from '@/lib/context'
import { EMERGENCY_LABEL, type FollowUp } from './emergency/follow-up'
import { readReview } from './review-state'

/** An emergency whose follow-up is not done. */
export interface OpenFollowUp {
  readonly change: number
  readonly title: string
  readonly openedAt: Date
  readonly followUp: FollowUp
}

/** What is still owed after emergencies, the most urgent first. */
export async function listFollowUps({ ctx }: { readonly ctx: Context }): Promise<OpenFollowUp[]> {
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, labels: { has: EMERGENCY_LABEL } },
    select: { number: true, title: true, state: true, openedAt: true, review: true },
    orderBy: { number: 'desc' },
    take: 500,
  })
  return rows
    .flatMap(({ number, title, state, openedAt, review }) => {
      const { followUp } = readReview(review)
      // Closed without a merge: nothing was enforced, so nothing is owed.
      return followUp === null || followUp.done || state === 'closed'
        ? []
        : [{ change: number, title, openedAt, followUp }]
    })
    .sort((a, b) => Date.parse(a.followUp.dueAt) - Date.parse(b.followUp.dueAt))
}
