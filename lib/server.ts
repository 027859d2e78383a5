import { readFileSync } from 'node:fs'
import { branchName } from '@/lib/git/branch-name'
import type { Context, SystemActor } from './context'
import { openDatabase, type Database, type Lane } from './db/database'
import { schemaFit } from './db/schema-version'
import { env, type Environment } from './env'
import { RequestError } from './errors'
import { connectGitHubApp, type GitHubApp } from './git/github-app'
import { openMirror, type Mirror, type RefHistory } from './git/mirror'
import { log } from './log'
import { createAuthenticator, type Authenticator } from './people/authenticator'
import { lastTip } from './repository/last-tip'
import { serverHolder } from './server-holder'

/** The policy repository as Lockstep knows it. */
export interface TrackedRepository {
  readonly id: string
  /** Stands for the repository in decisions. */
  readonly number: number
  readonly owner: string
  readonly name: string
  /** Full name of the default branch, such as `refs/heads/main`. */
  readonly ref: string
}

/** What one process has once: connections, the mirror, the app on the forge. */
export interface Server {
  readonly environment: Environment
  readonly database: Database
  readonly app: GitHubApp
  readonly mirror: Mirror
  readonly repository: TrackedRepository
  readonly authenticator: Authenticator
  /** Tracks another branch from now on: the default branch got another name. Full name. */
  follow(ref: string): void
  close(): Promise<void>
}

/** Longer than any page, batch or job needs. */
const STATEMENT_MS = 60_000

/** The process's server, opened on first use. A failed start (the forge or the database was away) is tried again. */
export function server(): Promise<Server> {
  const held = serverHolder<Server>()
  return (held.opened ??= openServer(env()).catch((error: unknown) => {
    held.opened = undefined
    throw error
  }))
}

/** The same with the connections to the database that a kind of work has. */
export async function serverFor(lane: Lane): Promise<Server> {
  const opened = await server()
  return { ...opened, database: opened.database.lane(lane) }
}

/** Puts a server in the process's place: tests call route handlers with it. */
export function provideServer(opened: Server | undefined): void {
  serverHolder<Server>().opened = opened && Promise.resolve(opened)
}

/** Opens everything from an environment. Contacts the forge only when the repository was never seen before. */
export async function openServer(environment: Environment): Promise<Server> {
  const [owner = '', name = ''] = environment.REPOSITORY.split('/')
  const database = openDatabase(
    environment.DATABASE_URL,
    (error) => log().warn({ error: error.message }, 'a database connection broke'),
    { statementMs: STATEMENT_MS },
  )
  const app = connectGitHubApp(
    {
      apiUrl: environment.GITHUB_API_URL,
      webUrl: environment.GITHUB_URL,
      appId: environment.GITHUB_APP_ID,
      privateKey: readFileSync(environment.GITHUB_PRIVATE_KEY_FILE, 'utf8'),
    },
    { owner, name },
  )
  let mirror: Mirror | undefined
  try {
    await requireSchema(database)
    mirror = await openMirror({
      directory: environment.MIRROR_DIRECTORY,
      remoteUrl: app.remoteUrl,
      credential: () => app.installationToken(),
      protocols: app.protocols,
    })
    const repository = await ensureRepository(database, mirror, { owner, name })
    return assemble({ environment, database, app, mirror, repository })
  } catch (error) {
    mirror?.close()
    await database.close()
    throw error
  }
}

function assemble(parts: Omit<Server, 'authenticator' | 'follow' | 'close'>): Server {
  const repository = { ...parts.repository }
  return {
    ...parts,
    repository,
    follow: (ref) => {
      repository.ref = ref
    },
    authenticator: createAuthenticator(parts.environment, parts.database, parts.repository.id),
    close: async () => {
      parts.mirror.close()
      await parts.database.close()
    },
  }
}

/** The app runs on the schema it was written for and on no other: an old app on newer tables would lose data. */
async function requireSchema(database: Database): Promise<void> {
  const fit = await schemaFit(database)
  if (fit.kind === 'ahead') {
    const newest = fit.unknown.at(-1)
    throw new RequestError(
      'not-ready',
      `The database was used by a newer Lockstep (${newest}): start that one.`,
      60,
    )
  }
  if (fit.kind === 'behind') {
    throw new RequestError(
      'not-ready',
      `The database lacks ${fit.missing.join(', ')}: run the migrations.`,
      10,
    )
  }
}

/** The repository's row, made on the first start; the forge is asked for the default branch then. */
async function ensureRepository(
  { prisma }: Database,
  mirror: Mirror,
  named: { owner: string; name: string },
): Promise<TrackedRepository> {
  const row = (await prisma.repository.findUnique({ where: { owner_name: named } })) ?? (await create())
  const { id, number, owner, name, defaultBranch } = row
  const ref = `refs/heads/${defaultBranch}`
  if ((await mirror.objects.resolve(ref)) === null) await mirror.fetch()
  return { id, number, owner, name, ref }

  async function create() {
    const branch = (await mirror.defaultBranch()) ?? 'refs/heads/main'
    const defaultBranch = branchName(branch)
    const data = { ...named, defaultBranch }
    return prisma.repository.upsert({ where: { owner_name: named }, create: data, update: {} })
  }
}

/**
 * The history of the tracked branch, as it was seen last where the forge has it no more. Throws `not-ready` while the mirror holds no commit
 * of it.
 */
export async function trackedHistory({ database, mirror, repository }: Server): Promise<RefHistory> {
  const tip = await lastTip({ db: database, repositoryId: repository.id }, mirror, repository.ref)
  const history = tip && (await mirror.history(tip.goneSince === null ? repository.ref : tip.sha))
  if (history !== null) return history
  throw new RequestError(
    'not-ready',
    `The repository ${repository.owner}/${repository.name} has no commit on ${repository.ref} yet.`,
    10,
  )
}

/** A context in which Lockstep itself acts; `job` names it in the audit trail. */
export function systemContext(
  { database, repository }: Pick<Server, 'database' | 'repository'>,
  job: string,
  requestId = job,
): Context<SystemActor> {
  const actor: SystemActor = { kind: 'system', job }
  return { actor, db: database, repositoryId: repository.id, now: new Date(), requestId }
}
