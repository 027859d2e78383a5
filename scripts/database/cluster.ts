import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Advice, advise } from '../advice'
import type { Account } from './account'
import type { Binaries } from './binaries'
import type { Place } from './place'

/** What PostgreSQL's programs get to see of our environment: nothing of the host's language or time zone. */
export const NEUTRAL_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  NODE_ENV: 'production',
}

/** Makes the cluster unless it is there; returns the superuser's password. */
export function ensureCluster(place: Place, binaries: Binaries, account: Account): string {
  if (!existsSync(join(place.data, 'PG_VERSION'))) createCluster(place, binaries, account)
  checkVersion(place, binaries)
  return readPassword(place)
}

function passwordFile(place: Place): string {
  return join(place.own, 'password')
}

function readPassword(place: Place): string {
  if (existsSync(passwordFile(place))) return readFileSync(passwordFile(place), 'utf8')
  throw new Advice(
    `The database's password file ${passwordFile(place)} is missing: restore it, or start afresh with --reset.`,
  )
}

function checkVersion(place: Place, binaries: Binaries): void {
  const found = readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim()
  const ours = binaries.version.split('.')[0]
  if (found === ours) return
  throw new Advice(
    `The database in ${place.data} belongs to PostgreSQL ${found}, and this Lockstep brings ${ours}: start the Lockstep that made it, or start afresh with --reset.`,
  )
}

/** initdb into a folder beside and a rename: a cluster whose making was interrupted never looks complete. */
function createCluster(place: Place, binaries: Binaries, account: Account): void {
  const draft = `${place.data}.new`
  const secret = join(place.reachable, 'password-for-initdb')
  rmSync(draft, { recursive: true, force: true })
  rmSync(secret, { force: true })
  const password = randomBytes(24).toString('base64url')
  try {
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(secret, password, { mode: 0o600 })
    if ('uid' in account.ids)
      for (const path of [draft, secret]) chownSync(path, account.ids.uid, account.ids.gid)
    runInitdb(draft, secret, binaries, account)
    writeFileSync(passwordFile(place), password, { mode: 0o600 })
    renameSync(draft, place.data)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw advise(error, place.reachable)
  } finally {
    rmSync(secret, { force: true })
  }
}

/** The collation is PostgreSQL's own C.UTF-8, so that text sorts the same on every machine. */
function runInitdb(data: string, secret: string, binaries: Binaries, account: Account): void {
  const flags = [
    '-D',
    data,
    '-U',
    'postgres',
    '--pwfile',
    secret,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C',
  ]
  const collation = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync']
  const options = { ...account.ids, cwd: '/', env: NEUTRAL_ENVIRONMENT, encoding: 'utf8' as const }
  const run = spawnSync(join(binaries.folder, 'bin/initdb'), [...flags, ...collation], options)
  if (run.error !== undefined) throw run.error
  if (run.status !== 0) throw new Error(`initdb failed: ${run.stderr.trim()}`)
}
