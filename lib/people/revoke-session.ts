import { auditRow } from '@/lib/audit/record-audit'
import { notify } from '@/lib/events/notify'
import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { forgetTokensOf } from './forget-tokens'

type Revoked = { readonly kind: 'revoked'; readonly current: boolean } | { readonly kind: 'not-found' }

/** Ends a session at once: one's own, or anybody's as an administrator. What one may not see counts as not there. */
export async function revokeSession({
  ctx,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly input: { readonly id: string }
}): Promise<Revoked> {
  const owner = await ctx.db.prisma.$transaction(async (transaction) => {
    const session = await transaction.session.findUnique({
      where: { id: input.id },
      select: { userId: true, user: { select: { login: true } } },
    })
    const own = session?.userId === ctx.actor.personId
    if (session === null || (!own && !roleAtLeast(ctx.actor.role, 'admin'))) return null
    const { count } = await transaction.session.deleteMany({ where: { id: input.id } })
    if (count === 0) return null
    const entry = { action: 'session.revoked', subject: session.user.login, detail: { session: input.id } }
    await transaction.auditEvent.create({ data: auditRow(ctx, entry) })
    return session.userId
  })
  if (owner === null) return { kind: 'not-found' }
  await forgetTokensOf(ctx.db, owner, ctx.now)
  await notify(ctx, 'sessions', [input.id])
  return { kind: 'revoked', current: input.id === ctx.actor.sessionId }
}
