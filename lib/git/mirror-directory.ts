import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GitError } from './git-error'
import { runGit } from './run-git'

/** Under here every tip ever seen keeps a ref of its own, so that a force-push destroys nothing. */
export const SEEN_REFS = 'refs/lockstep/seen/'

/**
 * Makes sure that a sound bare repository lies at `gitDir`, whatever happened before (kill -9 in the middle of
 * anything, a full disk, another process doing the same): it appears by one rename, so it is never half made, and a
 * damaged one is set aside and replaced. Returns what was done.
 */
export async function ensureRepository(gitDir: string): Promise<'sound' | 'created' | 'replaced'> {
  await mkdir(dirname(gitDir), { recursive: true, mode: 0o700 })
  await removeLeftovers(gitDir)
  if (!(await exists(gitDir))) {
    await create(gitDir)
    return 'created'
  }
  if (await isSound(gitDir)) return 'sound'
  const aside = `${gitDir}.broken-${randomUUID()}`
  // A second process may have set it aside already; then there is nothing left to move.
  await rename(gitDir, aside).catch(ignoreMissing)
  await create(gitDir)
  await salvage(aside, gitDir)
  return 'replaced'
}

/** Names the file of a mirror that says until when it has all that its remote had. */
const FETCHED = 'lockstep-fetched'

/**
 * Until when the mirror has all that its remote had, whichever process fetched it: the epoch when that is not known. A time to come was
 * written by a clock that was wrong.
 */
export async function readFetched(gitDir: string): Promise<Date> {
  const text = await readFile(join(gitDir, FETCHED), 'utf8').catch(() => '')
  const at = new Date(text)
  return at.getTime() <= Date.now() ? at : new Date(0)
}

/** Keeps it for who opens the mirror later. Where it cannot be written, the time of before stays, and less counts as known. */
export async function noteFetched(gitDir: string, at: Date): Promise<void> {
  await writeFile(join(gitDir, FETCHED), at.toISOString()).catch(() => undefined)
}

/** A lock file is held for milliseconds; one of this age was left by a process that was killed. */
const STALE_LOCK_MS = 10_000

/** Removes git's lock files that nobody can be holding any more; returns how many. */
export async function removeStaleLocks(gitDir: string, now: number): Promise<number> {
  let removed = 0
  for (const entry of await readdir(gitDir, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !entry.name.endsWith('.lock')) continue
    const age =
      now -
      (await stat(path).then(
        (found) => found.mtimeMs,
        () => now,
      ))
    if (age < STALE_LOCK_MS) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}

async function create(gitDir: string): Promise<void> {
  const fresh = `${gitDir}.new-${randomUUID()}`
  await runGit({ args: ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', fresh] })
  try {
    await rename(fresh, gitDir)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another process was faster: its repository is as good as ours.
    if (!(await exists(join(gitDir, 'HEAD')))) throw error
  }
}

/** Every ref can be read and everything reachable from them is there. */
async function isSound(gitDir: string): Promise<boolean> {
  if (!(await exists(join(gitDir, 'HEAD')))) return false
  const args = ['fsck', '--connectivity-only', '--no-dangling', '--no-progress']
  try {
    await runGit({ gitDir, args, timeoutMs: 120_000 })
    return true
  } catch (error) {
    // Only a verdict of git replaces a mirror, not a missing git or a slow disk.
    if (!(error instanceof GitError) || ['git-missing', 'disk', 'closed'].includes(error.kind)) throw error
    return error.kind === 'timeout'
  }
}

/**
 * Takes over the commits that only the damaged mirror holds: tips that a force-push dropped. One by one when they
 * cannot be had together, as far as they are whole. Then the damaged one is of no more use.
 */
async function salvage(aside: string, gitDir: string): Promise<void> {
  const take = (ref: string) =>
    runGit({
      gitDir,
      args: [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--end-of-options',
        pathToFileURL(aside).href,
        `+${ref}:${ref}`,
      ],
      protocols: ['file'],
      timeoutMs: 120_000,
    })
  try {
    await take(`${SEEN_REFS}*`)
  } catch {
    for (const ref of await seenRefs(aside)) await take(ref).catch(() => undefined)
  }
  await rm(aside, { recursive: true, force: true })
}

async function seenRefs(gitDir: string): Promise<string[]> {
  const args = ['for-each-ref', '--format=%(refname)', SEEN_REFS]
  const listed = await runGit({ gitDir, args }).catch(() => null)
  return (listed?.stdout.toString('utf8') ?? '').split('\n').filter((ref) => ref !== '')
}

/** Unfinished new repositories that killed processes left. */
async function removeLeftovers(gitDir: string): Promise<void> {
  const parent = dirname(gitDir)
  const hourAgo = Date.now() - 3_600_000
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(gitDir)}.new-`)) continue
    const path = join(parent, name)
    // A young one may be another process at work.
    const made = await stat(path).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    )
    if (made < hourAgo) await rm(path, { recursive: true, force: true })
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
