import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'

/** Somebody who has signed in. */
export interface PersonLine {
  readonly id: string
  readonly login: string
  readonly name: string
  /** As the forge last answered; null when it was not asked since the last change of members. */
  readonly role: string | null
  readonly roleCheckedAt: Date | null
  readonly firstSignedInAt: Date
  /** Sessions that have not ended. */
  readonly sessions: number
}

/** Everybody who has signed in, by login; for administrators. Who may do what is decided on the forge. */
export async function listPeople({
  ctx,
}: {
  readonly ctx: Context<PersonActor>
}): Promise<{ kind: 'people'; people: PersonLine[] } | { kind: 'forbidden' }> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const rows = await ctx.db.prisma.person.findMany({
    orderBy: { login: 'asc' },
    select: {
      id: true,
      login: true,
      name: true,
      createdAt: true,
      roles: { where: { repositoryId: ctx.repositoryId } },
      _count: { select: { sessions: { where: { expiresAt: { gt: ctx.now } } } } },
    },
  })
  const people = rows.map(({ id, login, name, roles: [role], createdAt, _count }) => ({
    id,
    login,
    name,
    role: role?.role ?? null,
    roleCheckedAt: role?.checkedAt ?? null,
    firstSignedInAt: createdAt,
    sessions: _count.sessions,
  }))
  return { kind: 'people', people }
}
