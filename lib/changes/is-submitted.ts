import type { Context } from '@/lib/context'

/** Whether a draft became the pull request of this number. Lockstep may not have seen it yet, when GitHub gave no answer after it was opened. */
export async function isSubmitted({
  ctx,
  number,
}: {
  readonly ctx: Context
  readonly number: number
}): Promise<boolean> {
  const where = { repositoryId: ctx.repositoryId, changeNumber: number }
  return (await ctx.db.prisma.draft.findFirst({ where, select: { id: true } })) !== null
}
