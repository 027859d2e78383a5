import { closeSync, constants, fsync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { digestOf } from './digest'
import { observeFile } from './observe-file'
import { overwriteSealedDurably, readSealed, wipeSealed } from './sealed-file'

const synced = promisify(fsync)

/** Name of the file in the state directory that holds the bytes being written. */
const JOURNAL = 'journal'

/** The write of each journal that is still under way: the next one must not take its bytes away before they are on the disk. */
const underWay = new Map<string, Promise<void>>()

/**
 * Writes a policy into the file that is there: same inode, truncated first, one write, synced. A rename would take the file away from
 * under the proxy's watch for ever. A crash in between leaves an empty file: a running proxy refuses it and keeps its policy, and one that
 * starts fails closed; writing before truncating could leave a valid, looser mixture. The bytes are in the journal, on the disk, before
 * the file is touched and until the file is on the disk. Resolves when the file is written; the disk is waited for in the background.
 * Rejects when it cannot be written.
 */
export async function writeInPlace(path: string, bytes: Uint8Array, stateDirectory: string): Promise<void> {
  const journal = join(stateDirectory, JOURNAL)
  await underWay.get(journal)
  await overwriteSealedDurably(journal, bytes)
  const file = overwrite(path, bytes)
  const ended = finish(file, journal).finally(() => underWay.delete(journal))
  underWay.set(journal, ended)
}

async function finish(file: number, journal: string): Promise<void> {
  try {
    await synced(file)
    wipeSealed(journal)
  } catch {
    // Not known to be on the disk, or the state directory is gone: the journal stays, and the next start writes the bytes again.
  } finally {
    closeSync(file)
  }
}

/** Opens, truncates and writes; the caller syncs and closes. */
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
