import type { Context } from '@/lib/context'
import { readReview } from './review-state'
import { touchesPolicies } from './list-changes'

/** A merge in a time, to stand as a mark beside what was decided then. */
export interface Merge {
  readonly number: number
  readonly title: string
  readonly at: Date
}

const MOST = 20

/** Merged pull requests that touch policies, the oldest first: at most the newest 20 of the time. `root` is the folder of the policies. */
export async function listMerges({
  ctx,
  input: { from, to, baseRef, root },
}: {
  readonly ctx: Context
  readonly input: { readonly from: Date; readonly to: Date; readonly baseRef: string; readonly root: string }
}): Promise<Merge[]> {
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, baseRef, state: 'merged', mergedAt: { gte: from, lt: to } },
    orderBy: { mergedAt: 'desc' },
    select: { number: true, title: true, mergedAt: true, review: true },
    take: MOST,
  })
  return rows
    .flatMap(({ number, title, mergedAt, review }) => {
      const touches = readReview(review).paths?.some((path) => touchesPolicies(path, root)) ?? true
      return mergedAt === null || !touches ? [] : [{ number, title, at: mergedAt }]
    })
    .reverse()
}
