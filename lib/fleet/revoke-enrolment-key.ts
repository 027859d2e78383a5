import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'

/** Stops a key from enrolling anything more; what it enrolled stays. For administrators. */
export async function revokeEnrolmentKey({
  ctx,
  input,
}: {
  ctx: Context<PersonActor>
  input: { id: string }
}): Promise<{ readonly kind: 'revoked' | 'forbidden' | 'not-found' }> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  return ctx.db.prisma.$transaction(async (tx) => {
    const where = { id: input.id, repositoryId: ctx.repositoryId }
    if ((await tx.enrolmentKey.count({ where })) === 0) return { kind: 'not-found' }
    await tx.enrolmentKey.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: ctx.now } })
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'key.revoked', subject: input.id, detail: {} }),
    })
    return { kind: 'revoked' }
  })
}
