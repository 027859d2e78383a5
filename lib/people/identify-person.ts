import type { Context, PersonActor } from '@/lib/context'
import { findRole, type RoleSource } from './find-role'
import { findSession, type SessionSource } from './find-session'

export interface SignInParts extends RoleSource, SessionSource {}

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
  const { id: personId, login, name } = found.person
  const answer = await findRole(parts, found.person, request.now)
  if (answer.kind === 'unreachable') return { kind: 'unreachable', login }
  if (answer.role === 'none') return { kind: 'no-role', login }
  const actor: PersonActor = {
    kind: 'person',
    personId,
    sessionId: found.id,
    login,
    name,
    role: answer.role,
  }
  const { database: db, repositoryId } = parts
  const { now, requestId } = request
  return { kind: 'person', ctx: { actor, db, repositoryId, now, requestId }, roleIsFresh: answer.fresh }
}
