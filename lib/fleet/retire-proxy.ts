import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'

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

/** Ends what a proxy may do and where it counts, and notes it. Whoever calls has the right to. */
export async function retire(ctx: Context, { id, name }: { id: string; name: string }): Promise<void> {
  await ctx.db.prisma.$transaction(async (tx) => {
    await tx.proxy.update({ where: { id }, data: { retiredAt: ctx.now } })
    await tx.proxyToken.updateMany({ where: { proxyId: id, revokedAt: null }, data: { revokedAt: ctx.now } })
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'proxy.retired', subject: name, detail: {} }),
    })
  })
}
