// Plain JavaScript, Node built-ins only: the bootstrap uses it before anything is installed. Types: lock.d.mts.
import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { recordProcess, stillRuns } from './identity.mjs'

/*
 * A lock is a folder of numbered files; the highest number says who holds it. Nobody ever deletes or replaces the file of
 * somebody else: whoever finds the highest one free (its holder let go, or died) tries to create the next number, and the file
 * system lets one succeed. So two that find the same dead holder cannot both take over, a kill -9 at any moment leaves a lock that
 * is free, and an empty or torn file is a dead holder.
 */

/** Takes the lock if it is free, otherwise says who holds it: `{ kind: 'taken', release } | { kind: 'held', by }`. */
export function tryLock(folder) {
  mkdirSync(folder, { recursive: true })
  const highest = generations(folder)[0] ?? 0
  const holder = highest > 0 ? readHolder(folder, highest) : undefined
  if (holder !== undefined && stillRuns(holder)) return { kind: 'held', by: holder }
  const mine = highest + 1
  if (!claim(folder, mine)) return tryLock(folder)
  // Between looking and claiming, others may have gone further and removed the numbers below theirs.
  const after = generations(folder)
  if (after[0] !== mine) {
    rmSync(join(folder, String(mine)), { force: true })
    return tryLock(folder)
  }
  for (const old of after.slice(2)) rmSync(join(folder, String(old)), { force: true })
  return { kind: 'taken', release: () => letGo(folder, mine) }
}

/** Waits for the lock; resolves to the function that lets go. Calls `onWait` once with the holder when it has to wait. */
export async function takeLock(folder, onWait = () => {}) {
  for (let attempt = 0; ; attempt++) {
    const lock = tryLock(folder)
    if (lock.kind === 'taken') return lock.release
    if (attempt === 0) onWait(lock.by)
    await sleep(25)
  }
}

function generations(folder) {
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => b - a)
}

function readHolder(folder, generation) {
  try {
    const { pid, identity } = JSON.parse(readFileSync(join(folder, String(generation)), 'utf8'))
    return { pid, identity }
  } catch {
    return undefined
  }
}

/** A complete file appears under its name at once, or not at all. */
function claim(folder, generation) {
  const draft = join(folder, `draft-${randomUUID()}`)
  try {
    writeFileSync(draft, JSON.stringify(recordProcess(process.pid)), { mode: 0o644 })
    linkSync(draft, join(folder, String(generation)))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * The highest number stays, without a holder: emptied where it is, because a full disk has no room for a new file. Letting go after the
 * folder was removed is fine.
 */
function letGo(folder, generation) {
  try {
    truncateSync(join(folder, String(generation)))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
