import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { holdTokens } from './token-rotation'

/** Makes every token of a proxy worthless at once: its connector must enrol again. For administrators. */
export async function revokeToken({
  ctx,
  input,
}: {
  ctx: Context<PersonActor>
  input: { proxy: string }
}): Promise<{ readonly kind: 'revoked' | 'forbidden' | 'not-found' }> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  return ctx.db.prisma.$transaction(async (tx) => {
    const where = { repositoryId_name: { repositoryId: ctx.repositoryId, name: input.proxy } }
    const proxy = await tx.proxy.findUnique({ where })
    if (proxy === null) return { kind: 'not-found' }
    await holdTokens(tx, proxy.id)
    const data = { revokedAt: ctx.now }
    await tx.proxyToken.updateMany({ where: { proxyId: proxy.id, revokedAt: null }, data })
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'token.revoked', subject: proxy.name, detail: {} }),
    })
    return { kind: 'revoked' }
  })
}
