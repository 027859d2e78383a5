import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
  constants,
} from 'node:fs'
import { join } from 'node:path'
import { digestOf } from './digest'
import { observeFile } from './observe-file'
import { isMissing, writeDurably } from './state-directory'

/** Name of the file in the state directory that holds the bytes being written. */
const JOURNAL = 'journal'

/**
 * Writes a policy into the file that is there: same inode, truncated first, one write, synced. A rename would take the file away from
 * under the proxy's watch for ever. A crash in between leaves an empty file: a running proxy refuses it and keeps its policy, and one that
 * starts fails closed; writing before truncating could leave a valid, looser mixture. The bytes are in the journal until that is over.
 */
export function writeInPlace(path: string, bytes: Uint8Array, stateDirectory: string): void {
  const journal = join(stateDirectory, JOURNAL)
  writeDurably(journal, bytes)
  overwrite(path, bytes)
  rmSync(journal, { force: true })
}

function overwrite(path: string, bytes: Uint8Array): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o644)
  try {
    const written = writeSync(file, bytes, 0, bytes.byteLength, 0)
    if (written !== bytes.byteLength) {
      // A full disk: nothing is better than the first half of a policy.
      ftruncateSync(file, 0)
      throw new Error(`only ${written} of ${bytes.byteLength} bytes could be written; is the disk full?`)
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Finishes a write that a crash cut short. Returns true when it had to. */
export function repairWrite(path: string, stateDirectory: string): boolean {
  const journal = join(stateDirectory, JOURNAL)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(journal)
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
  const there = observeFile(path).content
  const whole = there?.sha256 === digestOf(bytes).sha256
  if (!whole) overwrite(path, bytes)
  rmSync(journal, { force: true })
  return !whole
}
