import type { Context, SystemActor } from '@/lib/context'
import { retire } from './retire-proxy'

/** Ephemeral proxies (replicas) are retired by themselves after this time offline. */
export const EPHEMERAL_MS = 24 * 3_600_000

/** Retires replicas that were offline for a day; returns their names. For a job. */
export async function retireEphemeral({ ctx }: { ctx: Context<SystemActor> }): Promise<readonly string[]> {
  const since = new Date(ctx.now.getTime() - EPHEMERAL_MS)
  const gone = await ctx.db.prisma.proxy.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      ephemeral: true,
      retiredAt: null,
      createdAt: { lt: since },
      OR: [{ contact: null }, { contact: { lastSeenAt: { lt: since } } }],
    },
    take: 1000,
  })
  for (const proxy of gone) await retire(ctx, proxy)
  return gone.map(({ name }) => name)
}
