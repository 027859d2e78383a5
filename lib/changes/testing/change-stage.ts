import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foundAcme, FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import type { Context, PersonActor, SystemActor } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import { createClient, type GitHubClient } from '@/lib/git/github-client'
import type { Forge } from '@/forge/open-forge'
import { mirrorFolder, openMirror, type Mirror } from '@/lib/git/mirror'
import { freshDatabase } from '@/scripts/test/fresh-database'
import type { ChangeSource } from '../draft-parts'

export const STRIPE = `version: "1"
# Money leaves here.
tools:
  create_refund:
    rules:
      - name: "max refund" # agreed with finance
        conditions:
          - path: "args.amount"
            op: lte
            value: 500
  list_customers:
    rules: []
`

/** A real forge, mirror and database with two policies, for tests of changes. */
export interface ChangeStage {
  readonly forge: RunningForge
  readonly source: ChangeSource
  readonly database: Database
  /** A person's context; the row is made on first use. */
  as(login: string): Promise<Context<PersonActor>>
  system(now?: Date): Context<SystemActor>
  client(login: string): GitHubClient
  /** Commits to main as somebody with the right to, past the mirror. */
  push(files: Record<string, string | null>): Promise<void>
  close(): Promise<void>
}

/** `databaseUrl`: an empty migrated database of somebody else, who drops it; without one it gets its own. */
export async function openChangeStage(databaseUrl?: string): Promise<ChangeStage> {
  founded ??= found()
  const { forgeDirectory, mirrorDirectory } = await founded
  const forge = await startForge({ like: forgeDirectory })
  const fresh =
    databaseUrl === undefined
      ? await freshDatabase()
      : { url: databaseUrl, drop: () => Promise.resolve(undefined) }
  const database = openDatabase(fresh.url, () => {})
  const row = await database.prisma.repository.create({
    data: { owner: REPOSITORY.owner, name: REPOSITORY.repo, defaultBranch: 'main' },
  })
  const directory = mkdtempSync(join(tmpdir(), 'change-stage-'))
  cpSync(mirrorDirectory, mirrorFolder({ directory, remoteUrl: remoteUrlOf(forge) }), { recursive: true })
  const mirror = await mirrorOf(forge, directory)
  const people = new Map<string, string>()
  const base = { db: database, repositoryId: row.id, requestId: 'test' }
  return {
    forge,
    database,
    source: {
      mirror,
      repository: { owner: REPOSITORY.owner, name: REPOSITORY.repo, ref: 'refs/heads/main' },
    },
    push: (files) => push(forge.forge, files),
    as: async (login) => {
      const personId = people.get(login) ?? (await addPerson(database, login))
      people.set(login, personId)
      const actor: PersonActor = {
        kind: 'person',
        personId,
        sessionId: 's',
        login,
        name: login,
        role: 'write',
      }
      return { ...base, actor, now: new Date() }
    },
    system: (now = new Date()) => ({ ...base, actor: { kind: 'system', job: 'test' }, now }),
    client: (login) =>
      createClient({
        apiUrl: `${forge.url}/api/v3`,
        identity: login,
        authentication: { auth: forge.token(login) },
        isPaced: false,
      }),
    close: async () => {
      mirror.close()
      await database.close()
      await fresh.drop()
      await forge.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Folders of a closed forge and a mirror of it. */
interface Founded {
  readonly forgeDirectory: string
  readonly mirrorDirectory: string
}

/** Made once and copied: git takes most of the time of a stage for it. */
let founded: Promise<Founded> | undefined

async function found(): Promise<Founded> {
  const folder = mkdtempSync(join(tmpdir(), 'founded-stage-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const forge = await startForge()
  await foundAcme(forge.forge)
  await push(forge.forge, {
    '.github/CODEOWNERS': 'policies/payments/ @acme/payments @ben\npolicies/support/\n',
    'policies/payments/stripe.yaml': STRIPE,
    'policies/support/slack.yaml': 'version: "1"\ndefault: deny\n',
  })
  const mirror = await mirrorOf(forge, folder)
  await mirror.fetch()
  mirror.close()
  const forgeDirectory = join(folder, 'forge')
  cpSync(forge.directory, forgeDirectory, { recursive: true })
  await forge.close()
  return { forgeDirectory, mirrorDirectory: mirror.gitDir }
}

function mirrorOf(forge: RunningForge, directory: string): Promise<Mirror> {
  return openMirror({
    directory,
    remoteUrl: remoteUrlOf(forge),
    credential: async () => forge.token('dora'),
    protocols: ['http'],
  })
}

function remoteUrlOf({ url }: RunningForge): string {
  return `${url}/${FULL_NAME}.git`
}

async function push(forge: Forge, files: Record<string, string | null>): Promise<void> {
  await forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files,
    message: 'Push',
    person: 'dora',
    at: new Date(),
  })
}

async function addPerson(database: Database, login: string): Promise<string> {
  const person = await database.prisma.person.create({
    data: { login, forgeId: login, name: login, email: `${login}@people.invalid` },
  })
  return person.id
}
