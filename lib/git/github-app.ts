import { createHash } from 'node:crypto'
import { createAppAuth } from '@octokit/auth-app'
import { ROLES, type Role } from '@/lib/context'
import { askConditionally } from './conditional-requests'
import { createClient, type GitHubClient } from './github-client'
import { forgeFailureOf, type ForgeFailure } from './forge-failure'
import type { GitProtocol } from './run-git'

export interface GitHubAppSettings {
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string
  /** Such as `https://github.com`. */
  readonly webUrl: string
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
}

export interface RepositoryName {
  readonly owner: string
  readonly name: string
}

/** A person's role as the forge answers, or why it gave no answer. */
export type PermissionAnswer = { readonly kind: 'role'; readonly role: Role } | ForgeFailure

/** What the forge says about the app's installation on the repository. */
export type InstallationAnswer =
  | {
      readonly kind: 'installed'
      /** The app's name in addresses. */
      readonly slug: string
      /** True when it is installed on all repositories of the account. */
      readonly everywhere: boolean
      /** What it was given, such as `contents: write`. */
      readonly permissions: Readonly<Record<string, string | undefined>>
      readonly since: Date
      /** Its page on the forge. */
      readonly url: string
    }
  | { readonly kind: 'not-installed' }
  | ForgeFailure

/** The app on one repository: reads with the installation's token, writes only with a person's. */
export interface GitHubApp {
  /** Address to mirror from, without credentials. */
  readonly remoteUrl: string
  /** What git must be allowed to use for it: plain HTTP only where the forge itself is addressed so. */
  readonly protocols: readonly GitProtocol[]
  /** Acts as the installation. Throws Octokit's errors; classify them with `forgeFailureOf`. */
  installationClient(): Promise<GitHubClient>
  /** A token of the installation that reads the content of this repository, and can do nothing else; renewed before it ends. */
  installationToken(): Promise<string>
  /** How the app is installed, asked anew each time. */
  describeInstallation(): Promise<InstallationAnswer>
  /** Acts as a person, with no more rights than theirs. */
  userClient(token: string): GitHubClient
  /**
   * The explicit role of a person on the repository: collaborator or through the organisation. With `forgeId`, a login
   * that meanwhile belongs to another account counts for nothing.
   */
  viewerPermission(login: string, forgeId?: string): Promise<PermissionAnswer>
}

/** Connects the app to one repository. Contacts the forge on first use only. */
export function connectGitHubApp(settings: GitHubAppSettings, repository: RepositoryName): GitHubApp {
  const { appId, privateKey, apiUrl } = settings
  const webUrl = settings.webUrl.replace(/\/+$/, '')
  const credentials = { appId, privateKey }
  const app = createClient({
    apiUrl,
    identity: `app-${appId}`,
    authentication: { authStrategy: createAppAuth, auth: credentials },
  })
  const installation = once(async () => {
    const { data } = await app.rest.apps.getRepoInstallation({
      owner: repository.owner,
      repo: repository.name,
    })
    return data.id
  })
  const installationClient = once(async () => {
    const installationId = await installation.ask()
    const client = createClient({
      apiUrl,
      identity: `installation-${installationId}`,
      authentication: { authStrategy: createAppAuth, auth: { ...credentials, installationId } },
    })
    askConditionally(client)
    client.hook.error('request', forgetGone)
    return client
  })
  /** Removed and installed again it has another number, which the next question finds. */
  function forgetGone(error: unknown): never {
    if (isGone(error)) {
      installation.forget()
      installationClient.forget()
    }
    throw error
  }
  return {
    remoteUrl: `${webUrl}/${repository.owner}/${repository.name}.git`,
    protocols: new URL(webUrl).protocol === 'http:' ? ['http'] : ['https'],
    installationClient: installationClient.ask,
    installationToken: async () => {
      const installationId = await installation.ask()
      const scope = { repositoryNames: [repository.name], permissions: { contents: 'read' } }
      return tokenIn(await app.auth({ type: 'installation', installationId, ...scope }).catch(forgetGone))
    },
    describeInstallation: () => describeInstallation(app, repository),
    userClient: (token) =>
      createClient({ apiUrl, identity: `user-${digest(token)}`, authentication: { auth: token } }),
    viewerPermission: (login, forgeId) => explicitRole(installationClient.ask, repository, login, forgeId),
  }
}

/**
 * On a public repository GitHub answers `read` for everybody under `/permission`, so the role counts only for whom
 * `/collaborators/‹login›` confirms: direct collaborators, and members with access through teams, the organisation's
 * base permission or ownership. Source: https://docs.github.com/rest/collaborators/collaborators
 */
async function explicitRole(
  connect: () => Promise<GitHubClient>,
  { owner, name }: RepositoryName,
  login: string,
  forgeId: string | undefined,
): Promise<PermissionAnswer> {
  const person = { owner, repo: name, username: login }
  try {
    const { rest } = await connect().catch(notInstalled)
    await rest.repos.checkCollaborator(person)
    const { data } = await rest.repos.getCollaboratorPermissionLevel(person)
    if (forgeId !== undefined && String(data.user?.id) !== forgeId) return { kind: 'role', role: 'none' }
    return { kind: 'role', role: roleOf(data.role_name, data.permission) }
  } catch (error) {
    if (error instanceof NotInstalled || isGone(error)) return { kind: 'unauthorised' }
    if (isMissing(error)) return { kind: 'role', role: 'none' }
    const failure = forgeFailureOf(error, new Date())
    if (failure) return failure
    throw error
  }
}

async function describeInstallation(
  app: GitHubClient,
  { owner, name }: RepositoryName,
): Promise<InstallationAnswer> {
  try {
    const { data } = await app.rest.apps.getRepoInstallation({ owner, repo: name })
    return {
      kind: 'installed',
      slug: data.app_slug,
      everywhere: data.repository_selection === 'all',
      permissions: data.permissions,
      since: new Date(data.created_at),
      url: data.html_url,
    }
  } catch (error) {
    if (isMissing(error)) return { kind: 'not-installed' }
    const failure = forgeFailureOf(error, new Date())
    if (failure) return failure
    throw error
  }
}

/** The app is not installed on the repository: nobody's role can be known, which is not the same as having none. */
class NotInstalled extends Error {}

function notInstalled(error: unknown): never {
  throw isMissing(error) ? new NotInstalled('the app is not installed') : error
}

/** Whether the forge knows no longer the installation as which it was asked, or of which it was asked for a token. */
function isGone(error: unknown): boolean {
  if (!(error instanceof Error) || !('status' in error)) return false
  return error.status === 401 || (error.status === 404 && addressOf(error).endsWith('/access_tokens'))
}

function addressOf(error: Error): string {
  const request = 'request' in error ? error.request : null
  return typeof request === 'object' && request !== null && 'url' in request ? String(request.url) : ''
}

/** A custom role of an organisation has a name of its own; `permission` then is the base role that it extends. */
function roleOf(roleName: string, permission: string): Role {
  return asRole(roleName) ?? asRole(permission) ?? 'none'
}

function asRole(name: string): Role | undefined {
  return ROLES.find((role) => role === name)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404
}

/** Asks once and keeps the answer until it is forgotten; a failure is asked again. */
function once<Value>(question: () => Promise<Value>) {
  let answer: Promise<Value> | undefined
  const forget = () => {
    answer = undefined
  }
  const ask = (): Promise<Value> => {
    answer ??= question().catch((error: unknown) => {
      forget()
      throw error
    })
    return answer
  }
  return { ask, forget }
}

/** Octokit types what an authentication strategy answers as unknown. */
function tokenIn(authentication: unknown): string {
  if (typeof authentication === 'object' && authentication !== null && 'token' in authentication) {
    if (typeof authentication.token === 'string') return authentication.token
  }
  throw new Error('the app authentication gave no token')
}

/** Names a token without being one. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}
