import { ROLES, type Context, type Role } from '@/lib/context'
import type { Database } from '@/lib/db/database'
import { notify } from '@/lib/events/notify'
import type { GitHubApp, PermissionAnswer } from '@/lib/git/github-app'

/** So long an answer of the forge is taken for the present. */
const FRESH_MS = 60_000
/** So long reading goes on upon an old answer while the forge gives no new one. */
const USABLE_MS = 3_600_000

export interface RoleSource {
  readonly database: Database
  readonly app: Pick<GitHubApp, 'viewerPermission'>
  readonly repositoryId: string
}

/** `fresh` is false when the forge does not answer and the role is its last word, at most an hour old. */
export type RoleAnswer =
  { readonly kind: 'role'; readonly role: Role; readonly fresh: boolean } | { readonly kind: 'unreachable' }

export interface RolePerson {
  readonly id: string
  readonly login: string
  /** The account's number on the forge: a login can pass to somebody else, this cannot. */
  readonly forgeId: string
}

/** The role of a person on the repository: from the cache for 60 s, then from the forge. */
export async function findRole(source: RoleSource, person: RolePerson, now: Date): Promise<RoleAnswer> {
  const { database, repositoryId } = source
  const key = { personId: person.id, repositoryId }
  const known = await database.prisma.repositoryRole.findUnique({ where: { personId_repositoryId: key } })
  const age = known === null ? Infinity : now.getTime() - known.checkedAt.getTime()
  if (known !== null && age <= FRESH_MS) return { kind: 'role', role: asRole(known.role), fresh: true }
  const answer = await askOnce(source, person)
  if (answer.kind === 'role') {
    const row = { role: answer.role, checkedAt: now }
    await database.prisma.repositoryRole.upsert({
      where: { personId_repositoryId: key },
      create: { ...key, ...row },
      update: row,
    })
    return { ...answer, fresh: true }
  }
  if (known !== null && age <= USABLE_MS) return { kind: 'role', role: asRole(known.role), fresh: false }
  return { kind: 'unreachable' }
}

/** Makes everybody's next request, and what open pages hear, ask the forge again; called when it says that somebody's role changed. */
export async function forgetRoles(ctx: Pick<Context, 'db' | 'repositoryId'>): Promise<void> {
  await ctx.db.prisma.repositoryRole.deleteMany({ where: { repositoryId: ctx.repositoryId } })
  await notify(ctx, 'sessions')
}

const asking = new Map<string, Promise<PermissionAnswer>>()

/** A page makes several requests at once; they share one question. */
function askOnce({ app, repositoryId }: RoleSource, person: RolePerson): Promise<PermissionAnswer> {
  const key = `${repositoryId} ${person.id}`
  const running = asking.get(key)
  if (running !== undefined) return running
  const question = app.viewerPermission(person.login, person.forgeId).finally(() => asking.delete(key))
  asking.set(key, question)
  return question
}

function asRole(stored: string): Role {
  return ROLES.find((role) => role === stored) ?? 'none'
}
