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
    where: {
      repositoryId: ctx.repositoryId,
      labels: { has: EMERGENCY_LABEL },
      // Closed without a merge: nothing was enforced, so nothing is owed.
      state: { not: 'closed' },
      review: { path: ['followUp', 'done'], equals: false },
    },
    select: { number: true, title: true, openedAt: true, review: true },
  })
  return rows
    .flatMap(({ number, title, openedAt, review }) => {
      const { followUp } = readReview(review)
      return followUp === null ? [] : [{ change: number, title, openedAt, followUp }]
    })
    .sort((a, b) => Date.parse(a.followUp.dueAt) - Date.parse(b.followUp.dueAt))
}
