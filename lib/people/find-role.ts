import { answerWithin } from '@/lib/answer-within'
import { ROLES, type Context, type Role } from '@/lib/context'
import type { Database } from '@/lib/db/database'
import { notify } from '@/lib/events/notify'
import type { GitHubApp, PermissionAnswer } from '@/lib/git/github-app'

/** So long an answer of the forge is taken for the present. */
const FRESH_MS = 60_000
/** So long reading goes on upon an old answer while the forge gives no new one. */
const USABLE_MS = 3_600_000
/** So long whoever has such an answer waits for a new one: a forge that is silent, and does not say that it is away, would hold up every page. */
const PATIENCE_MS = 2000

const ROLE = `SELECT role, checked_at AS "checkedAt" FROM repository_role WHERE person_id = $1 AND repository_id = $2`

export interface RoleSource {
  readonly database: Database
  readonly app: Pick<GitHubApp, 'viewerPermission'>
  readonly repositoryId: string
}

/** `fresh` is false when the forge does not answer and the role is its last word, at most an hour old. */
export type RoleAnswer =
  | { readonly kind: 'role'; readonly role: Role; readonly fresh: boolean }
  | { readonly kind: 'unreachable' }

export interface RolePerson {
  readonly id: string
  readonly login: string
  /** The account's number on the forge: a login can pass to somebody else, this cannot. */
  readonly forgeId: string
}

/** The role of a person on the repository: from the cache for 60 s, then from the forge. */
export async function findRole(source: RoleSource, person: RolePerson, now: Date): Promise<RoleAnswer> {
  const { database, repositoryId } = source
  // Every request asks: in plain SQL this takes a third of the time.
  const { rows } = await database.pool.query<{ role: string; checkedAt: Date }>({
    name: 'role',
    text: ROLE,
    values: [person.id, repositoryId],
  })
  const [known] = rows
  const age = known === undefined ? Infinity : now.getTime() - known.checkedAt.getTime()
  if (known !== undefined && age <= FRESH_MS) return { kind: 'role', role: asRole(known.role), fresh: true }
  const isUsable = known !== undefined && age <= USABLE_MS
  const { since, answer: asked } = askOnce(source, person, now)
  // Whoever comes while it is asked waits no longer than who asked first.
  const answer = await (isUsable ? answerWithin(asked, since + PATIENCE_MS - performance.now()) : asked)
  if (answer?.kind === 'role') return { ...answer, fresh: true }
  return isUsable ? { kind: 'role', role: asRole(known.role), fresh: false } : { kind: 'unreachable' }
}

/** Makes everybody's next request, and what open pages hear, ask the forge again; called when it says that somebody's role changed. */
export async function forgetRoles(ctx: Pick<Context, 'db' | 'repositoryId'>): Promise<void> {
  await ctx.db.prisma.repositoryRole.deleteMany({ where: { repositoryId: ctx.repositoryId } })
  await notify(ctx, 'sessions')
}

interface Question {
  /** Milliseconds of the process's clock. */
  readonly since: number
  readonly answer: Promise<PermissionAnswer>
}

const asking = new Map<string, Question>()

/** A page makes several requests at once; they share one question. What comes is kept, also when nobody waits for it any more. */
function askOnce(source: RoleSource, person: RolePerson, now: Date): Question {
  const key = `${source.repositoryId} ${person.id}`
  const running = asking.get(key)
  if (running !== undefined) return running
  const answer = ask(source, person, now).finally(() => asking.delete(key))
  // Whoever waits hears of it; nobody may be waiting.
  answer.catch(() => {})
  const question = { since: performance.now(), answer }
  asking.set(key, question)
  return question
}

async function ask({ database, app, repositoryId }: RoleSource, person: RolePerson, now: Date) {
  const answer = await app.viewerPermission(person.login, person.forgeId)
  if (answer.kind !== 'role') return answer
  const key = { personId: person.id, repositoryId }
  const row = { role: answer.role, checkedAt: now }
  await database.prisma.repositoryRole.upsert({
    where: { personId_repositoryId: key },
    create: { ...key, ...row },
    update: row,
  })
  return answer
}

function asRole(stored: string): Role {
  return ROLES.find((role) => role === stored) ?? 'none'
}
