import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'

/** A signed-in browser. */
export interface SessionLine {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly createdAt: Date
  /** Last time that it was prolonged, which happens at most once a day. */
  readonly seenAt: Date
  readonly expiresAt: Date
  readonly userAgent: string | null
  readonly ipAddress: string | null
  /** The one that asks. */
  readonly current: boolean
}

/** Sessions that have not ended, newest first: one's own, or with `everybody` those of all (administrators only). */
export async function listSessions({
  ctx,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly input: { readonly everybody?: boolean }
}): Promise<{ kind: 'sessions'; sessions: SessionLine[] } | { kind: 'forbidden' }> {
  const everybody = input.everybody === true
  if (everybody && !roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const rows = await ctx.db.prisma.session.findMany({
    where: { expiresAt: { gt: ctx.now }, ...(everybody ? {} : { userId: ctx.actor.personId }) },
    orderBy: { createdAt: 'desc' },
    // Named one by one: the token must not leave the database.
    select: {
      id: true,
      createdAt: true,
      updatedAt: true,
      expiresAt: true,
      userAgent: true,
      ipAddress: true,
      user: { select: { login: true, name: true } },
    },
  })
  const sessions = rows.map(({ id, createdAt, updatedAt, expiresAt, userAgent, ipAddress, user }) => {
    const { login, name } = user
    const current = id === ctx.actor.sessionId
    return { id, login, name, createdAt, seenAt: updatedAt, expiresAt, userAgent, ipAddress, current }
  })
  return { kind: 'sessions', sessions }
}
