import {
  close,
  closeSync,
  constants,
  fdatasyncSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { digestOf } from './digest'
import { observeFile } from './observe-file'
import { isMissing, writeDurably } from './state-directory'

/** Name of the file in the state directory that holds the bytes being written. */
const JOURNAL = 'journal'
/** No policy begins like this. */
const MAGIC = 'lockstep-journal-1'
/** The journal grows in such steps: syncing a file that keeps its size costs a hundredth of what making one costs. */
const STEP = 16 * 1024

/** The newest write of each journal in this process: an older one that ends later must not clear it. */
const newest = new Map<string, symbol>()

/**
 * Writes a policy into the file that is there: same inode, truncated first, one write, synced. A rename would take the file away from
 * under the proxy's watch for ever. A crash in between leaves an empty file: a running proxy refuses it and keeps its policy, and one that
 * starts fails closed; writing before truncating could leave a valid, looser mixture. The bytes are in the journal, on the disk, before
 * the file is touched and until the file is on the disk; that is waited for in the background, so that many proxies share one wait.
 */
export function writeInPlace(path: string, bytes: Uint8Array, stateDirectory: string): void {
  const journal = join(stateDirectory, JOURNAL)
  const turn = Symbol(path)
  newest.set(journal, turn)
  begin(journal, bytes)
  const file = overwrite(path, bytes)
  fsync(file, (error) => {
    close(file, () => undefined)
    // Not known to be on the disk: the journal stays for the next start.
    if (error !== null || newest.get(journal) !== turn) return
    newest.delete(journal)
    clear(journal)
  })
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
  const bytes = begun(journal)
  if (bytes === null) return false
  const there = observeFile(path).content
  const whole = there?.sha256 === digestOf(bytes).sha256
  if (!whole) {
    const file = overwrite(path, bytes)
    fsyncSync(file)
    closeSync(file)
  }
  clear(journal)
  return !whole
}

/** Makes the bytes durable: a line with their length and sha256, and they themselves. The sum tells a write that a crash cut short. */
function begin(journal: string, bytes: Uint8Array): void {
  const head = Buffer.from(`${MAGIC} ${bytes.byteLength} ${digestOf(bytes).sha256}\n`)
  const content = Buffer.concat([head, bytes])
  const size = statSync(journal, { throwIfNoEntry: false })?.size ?? 0
  if (size < content.length) {
    const room = Buffer.alloc(Math.ceil(content.length / STEP) * STEP)
    content.copy(room)
    return writeDurably(journal, room)
  }
  overwriteSame(journal, content)
}

function clear(journal: string): void {
  try {
    overwriteSame(journal, Buffer.alloc(MAGIC.length))
  } catch {
    // The state directory is gone, or the disk is: what is written already is written again at the next start.
  }
}

/** Writes over the beginning of a file that is long enough. */
function overwriteSame(journal: string, content: Uint8Array): void {
  const file = openSync(journal, 'r+')
  try {
    writeSync(file, content, 0, content.byteLength, 0)
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The bytes of a write that was begun and not cleared; null when there is none, or the journal itself was cut short. */
function begun(journal: string): Uint8Array | null {
  let stored: Buffer
  try {
    stored = readFileSync(journal)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  const [magic, length, sum] = stored.subarray(0, 128).toString('latin1').split('\n', 1)[0]?.split(' ') ?? []
  if (magic !== MAGIC) return null
  const from = stored.indexOf('\n') + 1
  const bytes = stored.subarray(from, from + Number(length))
  return digestOf(bytes).sha256 === sum ? bytes : null
}
