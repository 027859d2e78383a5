import type { Core } from '@/forge/core'
import { Refusal } from '@/forge/refusal'
import type { AppRow, InstallationRow, TokenRow } from '@/forge/state/credentials'
import type { AccountRow, RepositoryRow } from '@/forge/state/records'
import { appOfJwt } from './app-jwt'
import { roleAtLeast, type Role } from '@/forge/state/role'
import { maySee, roleOn } from './role-on'
import { findToken } from './tokens'

/** Who sends a request, by its token. */
export type Actor =
  | { readonly kind: 'anonymous' }
  /** `app` is set for a user-to-server token, which may only do what both the person and the app may. */
  | {
      readonly kind: 'person'
      readonly account: AccountRow
      readonly token: TokenRow
      readonly app: AppRow | null
    }
  | {
      readonly kind: 'installation'
      readonly account: AccountRow
      /** With the permissions of this token, which may be fewer than the app's. */
      readonly app: AppRow
      readonly token: TokenRow
      readonly installation: InstallationRow
    }
  | { readonly kind: 'app'; readonly app: AppRow }

export const ANONYMOUS: Actor = { kind: 'anonymous' }

/** Reads an `Authorization` header; 401 when it names nobody. Basic carries the token as password (git, Octokit). */
export function actorOf(core: Core, header: string | undefined, at: Date): Actor {
  if (header === undefined) return ANONYMOUS
  const [scheme = '', value = ''] = header.trim().split(/\s+/, 2)
  const kind = scheme.toLowerCase()
  if (kind === 'basic') return actorOfSecret(core, passwordOf(value), at)
  if (kind !== 'bearer' && kind !== 'token') throw badCredentials()
  if (value.split('.').length === 3) return { kind: 'app', app: appOfJwt(core, value, at) }
  return actorOfSecret(core, value, at)
}

function actorOfSecret(core: Core, secret: string, at: Date): Actor {
  const token = findToken(core, secret, at)
  if (token === null || token.kind === 'ghr' || token.kind === 'session') throw badCredentials()
  const account = core.state.accounts.mustGet(token.accountId)
  const app = token.appId === null ? null : core.state.apps.mustGet(token.appId)
  if (token.installationId === null || app === null) return { kind: 'person', account, token, app }
  const installation = core.state.installations.mustGet(token.installationId)
  const limited = { ...app, permissions: token.scope?.permissions ?? app.permissions }
  return { kind: 'installation', account, app: limited, token, installation }
}

function passwordOf(encoded: string): string {
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const password = text.slice(text.indexOf(':') + 1)
  // git also lets people put the token in the place of the user name
  return password === '' || password === 'x-oauth-basic' ? text.slice(0, text.indexOf(':')) : password
}

function badCredentials(): Refusal {
  return new Refusal(401, 'Bad credentials')
}

/** What a request needs: a role of the person, and a permission of the app where one is involved. */
export interface Need {
  readonly role: Role
  /** Names joined by `|` are alternatives. */
  readonly permission: readonly [names: string, level: 'read' | 'write']
}

/** Whether the repository exists for this actor at all; otherwise the answer is 404. */
export function actorSees(core: Core, actor: Actor, repository: RepositoryRow): boolean {
  if (actor.kind === 'app' || actor.kind === 'anonymous') return !repository.private
  if (actor.kind === 'installation') return !repository.private || covers(actor, repository)
  const installed = actor.app === null || isInstalled(core, actor.app, repository)
  return installed ? maySee(core, repository, actor.account) : !repository.private
}

/** Whether an installation's token was made for this repository. */
export function covers(
  { installation, token }: Extract<Actor, { kind: 'installation' }>,
  repository: RepositoryRow,
): boolean {
  const chosen = token.scope?.repositoryIds ?? null
  return installation.accountId === repository.ownerId && (chosen === null || chosen.includes(repository.id))
}

/** GitHub's text when the actor may not; `null` when it may. */
export function refusalFor(core: Core, actor: Actor, repository: RepositoryRow, need: Need): string | null {
  const [names, level] = need.permission
  if (actor.kind === 'app' || actor.kind === 'anonymous') {
    return level === 'read' && need.role === 'read' ? null : 'Requires authentication'
  }
  const app = actor.app
  const permitted = app === null || names.split('|').some((name) => isGranted(app, name, level))
  if (!permitted) return 'Resource not accessible by integration'
  if (actor.kind === 'installation') {
    return level === 'read' || covers(actor, repository) ? null : 'Resource not accessible by integration'
  }
  const role = repository.private
    ? roleOn(core, repository, actor.account)
    : publicRole(core, actor.account, repository)
  if (roleAtLeast(role, need.role)) return null
  if (app !== null) return 'Resource not accessible by integration'
  return need.role === 'admin'
    ? 'Must have admin rights to Repository.'
    : 'Must have push access to repository'
}

function publicRole(core: Core, account: AccountRow, repository: RepositoryRow): Role {
  const role = roleOn(core, repository, account)
  return role === 'none' ? 'read' : role
}

function isInstalled(core: Core, app: AppRow, repository: RepositoryRow): boolean {
  return core.state.installations
    .all()
    .some((row) => row.appId === app.id && row.accountId === repository.ownerId)
}

/** Every app may read metadata. */
function isGranted(app: AppRow, name: string, level: 'read' | 'write'): boolean {
  const granted = app.permissions[name] ?? (name === 'metadata' ? 'read' : 'none')
  return granted === 'write' || (granted === 'read' && level === 'read')
}

/** The account a request acts as; 401 for nobody, 403 for an app's own key. */
export function accountOf(actor: Actor): AccountRow {
  if (actor.kind === 'anonymous') throw new Refusal(401, 'Requires authentication')
  if (actor.kind === 'app') throw new Refusal(403, 'Resource not accessible by integration')
  return actor.account
}
