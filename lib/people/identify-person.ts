import type { Context, PersonActor } from '@/lib/context'
import type { Authenticator } from './authenticator'
import { findRole, type RoleSource } from './find-role'

export interface SignInParts extends RoleSource {
  readonly authenticator: Authenticator
}

/** Whoever made a request, and what the forge lets them do. Public visibility of the repository grants nothing. */
export type PersonAnswer =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'no-role'; readonly login: string }
  /** Signed in, but the forge does not say what they may do, and no answer of the last hour is known. */
  | { readonly kind: 'unreachable'; readonly login: string }
  | {
      readonly kind: 'person'
      readonly ctx: Context<PersonActor>
      /** False while the forge does not answer: look, but change nothing. */
      readonly roleIsFresh: boolean
    }

/** Finds the session of a request's cookie and the person's role. A revoked or expired session is signed out. */
export async function identifyPerson(
  parts: SignInParts,
  request: { readonly headers: Headers; readonly requestId: string; readonly now: Date },
): Promise<PersonAnswer> {
  const found = await findSession(parts, request.headers)
  if (found === null) return { kind: 'signed-out' }
  const { user, session } = found
  const answer = await findRole(parts, user, request.now)
  if (answer.kind === 'unreachable') return { kind: 'unreachable', login: user.login }
  if (answer.role === 'none') return { kind: 'no-role', login: user.login }
  const actor: PersonActor = {
    kind: 'person',
    personId: user.id,
    sessionId: session.id,
    login: user.login,
    name: user.name,
    role: answer.role,
  }
  const { database: db, repositoryId } = parts
  const { now, requestId } = request
  return { kind: 'person', ctx: { actor, db, repositoryId, now, requestId }, roleIsFresh: answer.fresh }
}

/** The library does not hand on what the database says, and an absent one must not look like a fault: it is asked itself. */
async function findSession({ authenticator, database }: SignInParts, headers: Headers) {
  try {
    return await authenticator.api.getSession({ headers })
  } catch {
    await database.pool.query('SELECT 1')
    return authenticator.api.getSession({ headers })
  }
}
