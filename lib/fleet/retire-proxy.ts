import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, type SystemActor, roleAtLeast } from '@/lib/context'

/** Ephemeral proxies (replicas) are retired by themselves after this time offline. */
export const EPHEMERAL_MS = 24 * 3_600_000

/** Takes a proxy out of the counts and ends its tokens; its history stays. For administrators. */
export async function retireProxy({
  ctx,
  input,
}: {
  ctx: Context<PersonActor>
  input: { proxy: string }
}): Promise<{ readonly kind: 'retired' | 'forbidden' | 'not-found' }> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const proxy = await ctx.db.prisma.proxy.findUnique({
    where: { repositoryId_name: { repositoryId: ctx.repositoryId, name: input.proxy } },
  })
  if (proxy === null) return { kind: 'not-found' }
  if (proxy.retiredAt === null) await retire(ctx, proxy)
  return { kind: 'retired' }
}

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

async function retire(ctx: Context, { id, name }: { id: string; name: string }): Promise<void> {
  await ctx.db.prisma.$transaction(async (tx) => {
    await tx.proxy.update({ where: { id }, data: { retiredAt: ctx.now } })
    await tx.proxyToken.updateMany({ where: { proxyId: id, revokedAt: null }, data: { revokedAt: ctx.now } })
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'proxy.retired', subject: name, detail: {} }),
    })
  })
}
