import type { Context } from '@/lib/context'

/** When Lockstep first saw the repository. */
export async function repositorySince({ ctx }: { ctx: Context }): Promise<Date> {
  const { createdAt } = await ctx.db.prisma.repository.findUniqueOrThrow({
    where: { id: ctx.repositoryId },
    select: { createdAt: true },
  })
  return createdAt
}
