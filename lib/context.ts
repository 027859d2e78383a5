import type { Database } from '@/lib/db/database'

/** A person's role on the repository, as the forge answered; ordered from nothing to everything. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** True when `role` is at least `needed`. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

export interface PersonActor {
  readonly kind: 'person'
  readonly personId: string
  readonly sessionId: string
  readonly login: string
  readonly name: string
  readonly role: Role
}

export interface ConnectorActor {
  readonly kind: 'connector'
  readonly proxyId: string
  readonly proxyName: string
  /** An administrator wants its token replaced. */
  readonly renewToken?: boolean
}

/** Lockstep itself: a background job or the start of the app. */
export interface SystemActor {
  readonly kind: 'system'
  readonly job: string
}

export type Actor = PersonActor | ConnectorActor | SystemActor

/** What every verb is given besides its input: who asks, where to store, what time it is. */
export interface Context<A extends Actor = Actor> {
  readonly actor: A
  readonly db: Database
  /** The repository that every row belongs to. */
  readonly repositoryId: string
  readonly now: Date
  readonly requestId: string
}
