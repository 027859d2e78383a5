import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { keyScope, type KeyScope } from './key-scope'

export interface EnrolmentKeyRow {
  readonly id: string
  readonly scope: KeyScope
  readonly usesLeft: number | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  /** `counts` can still enrol. */
  readonly state: 'counts' | 'used-up' | 'expired' | 'revoked'
  readonly enrolled: readonly { readonly proxyName: string; readonly at: Date }[]
}

/** The newest 200 keys, without their texts, and what each enrolled. */
export async function listEnrolmentKeys({ ctx }: { ctx: Context }): Promise<readonly EnrolmentKeyRow[]> {
  const rows = await ctx.db.prisma.enrolmentKey.findMany({
    where: { repositoryId: ctx.repositoryId },
    orderBy: { createdAt: 'desc' },
    take: 200,
    include: {
      enrolments: { include: { proxy: { select: { name: true } } }, orderBy: { at: 'desc' }, take: 20 },
    },
  })
  return rows.map(({ id, scope, usesLeft, createdAt, expiresAt, revokedAt, enrolments }) => ({
    id,
    scope: keyScope.parse(scope),
    usesLeft,
    createdAt,
    expiresAt,
    revokedAt,
    state: stateOf({ usesLeft, expiresAt, revokedAt }, ctx.now),
    enrolled: enrolments.map(({ proxy, at }) => ({ proxyName: proxy.name, at })),
  }))
}

function stateOf(
  key: { usesLeft: number | null; expiresAt: Date; revokedAt: Date | null },
  now: Date,
): EnrolmentKeyRow['state'] {
  if (key.revokedAt !== null) return 'revoked'
  if (key.usesLeft === 0) return 'used-up'
  return key.expiresAt <= now ? 'expired' : 'counts'
}

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
