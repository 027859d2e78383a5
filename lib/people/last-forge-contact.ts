import type { Context } from '@/lib/context'

/**
 * When the forge was last heard of: its newest answer about somebody's role, or its newest webhook. Null before the first.
 * The mirror's polls are not in it; they make it later, never earlier.
 */
export async function lastForgeContact({ ctx }: { ctx: Context }): Promise<Date | null> {
  const { prisma } = ctx.db
  const [role, delivery] = await Promise.all([
    prisma.repositoryRole.aggregate({
      where: { repositoryId: ctx.repositoryId },
      _max: { checkedAt: true },
    }),
    prisma.webhookDelivery.aggregate({ _max: { receivedAt: true } }),
  ])
  const times = [role._max.checkedAt, delivery._max.receivedAt].filter((time) => time !== null)
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())))
}
