import { closeSync, constants, fsync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { digestOf } from './digest'
import { observeFile } from './observe-file'
import { overwriteSealedDurably, readSealed, wipeSealed, wipeSealedSoon } from './sealed-file'

const synced = promisify(fsync)

/** Name of the file in the state directory that holds the bytes being written. */
const JOURNAL = 'journal'

/** A write of a journal that is not on the disk yet: the next one must not take its bytes away before. */
interface UnderWay {
  readonly ended: Promise<void>
  /** Somebody waits for it. */
  readonly hurry: () => void
}

const underWay = new Map<string, UnderWay>()

/** The disk is not asked for the file before this time: asking makes the writes of all other files wait for it. */
const SYNC_AFTER_MS = 500

/**
 * Writes a policy into the file that is there: same inode, truncated first, one write, synced. A rename would take the file away from
 * under the proxy's watch for ever. A crash in between leaves an empty file: a running proxy refuses it and keeps its policy, and one that
 * starts fails closed; writing before truncating could leave a valid, looser mixture. The bytes are in the journal, on the disk, before
 * the file is touched and until the file is on the disk. Resolves when the file is written; the disk is waited for in the background.
 * Rejects when it cannot be written.
 */
export async function writeInPlace(path: string, bytes: Uint8Array, stateDirectory: string): Promise<void> {
  const journal = join(stateDirectory, JOURNAL)
  const before = underWay.get(journal)
  before?.hurry()
  await before?.ended
  await overwriteSealedDurably(journal, bytes)
  const file = overwrite(path, bytes)
  const waiting = new AbortController()
  const ended = finish(file, journal, waiting.signal).finally(() => underWay.delete(journal))
  underWay.set(journal, { ended, hurry: () => waiting.abort() })
}

async function finish(file: number, journal: string, hurry: AbortSignal): Promise<void> {
  await delay(SYNC_AFTER_MS, undefined, { signal: hurry }).catch(() => undefined)
  try {
    await synced(file)
    wipeSealedSoon(journal)
  } catch {
    // Not known to be on the disk, or the state directory is gone: the journal stays, and the next start writes the bytes again.
  } finally {
    closeSync(file)
  }
}

/** Opens, truncates and writes, with nothing in between; the caller syncs and closes. */
function overwrite(path: string, bytes: Uint8Array): number {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o644)
  try {
    const written = writeSync(file, bytes, 0, bytes.byteLength, 0)
    if (written !== bytes.byteLength) {
      // A full disk: nothing is better than the first half of a policy.
      ftruncateSync(file, 0)
      throw new Error(`only ${written} of ${bytes.byteLength} bytes could be written; is the disk full?`)
    }
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** Finishes a write that a crash cut short. Returns true when it had to. */
export function repairWrite(path: string, stateDirectory: string): boolean {
  const journal = join(stateDirectory, JOURNAL)
  const bytes = readSealed(journal)
  if (bytes === null) return false
  const there = observeFile(path).content
  const whole = there?.sha256 === digestOf(bytes).sha256
  if (!whole) {
    const file = overwrite(path, bytes)
    fsyncSync(file)
    closeSync(file)
  }
  wipeSealed(journal)
  return !whole
}
