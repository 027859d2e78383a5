import type { Context, PersonActor } from '@/lib/context'

/** When the forge last said what the person may do; null before the first answer. */
export async function roleCheckedAt({ ctx }: { ctx: Context<PersonActor> }): Promise<Date | null> {
  const key = { personId: ctx.actor.personId, repositoryId: ctx.repositoryId }
  const row = await ctx.db.prisma.repositoryRole.findUnique({
    where: { personId_repositoryId: key },
    select: { checkedAt: true },
  })
  return row?.checkedAt ?? null
}
