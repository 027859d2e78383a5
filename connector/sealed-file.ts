import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { promisify } from 'node:util'
import { sha256Of } from './digest'
import { isMissing, writeDurably } from './state-directory'

/** No JSON and no policy begins like this. */
const MAGIC = 'lockstep-sealed-1'
const synced = promisify(fdatasync)
/** The file grows in such steps: syncing one that keeps its size costs a hundredth of what making one costs. */
const STEP = 16 * 1024

/**
 * A file of ours that is written over in place: a line with length and sha256, then the content. The sum tells one that a crash cut
 * short, which then counts as none. Cheaper than a draft and a rename, for what is written often and may be lost.
 */
export function overwriteSealed(path: string, content: Uint8Array): void {
  const sealed = seal(content)
  if (roomOf(path) < sealed.length) return writeDurably(path, padded(sealed))
  overwrite(path, sealed)
}

/**
 * The same, and on the disk before the promise resolves. Only the disk is waited for: each wait for a step that takes no time would last as
 * long as what else this program does.
 */
export async function overwriteSealedDurably(path: string, content: Uint8Array): Promise<void> {
  const sealed = seal(content)
  if (roomOf(path) < sealed.length) return writeDurably(path, padded(sealed))
  const file = openSync(path, constants.O_RDWR)
  try {
    writeSync(file, sealed, 0, sealed.length, 0)
    await synced(file)
  } finally {
    closeSync(file)
  }
}

/** The content that was written last; null when there is none, it was wiped, or writing it was cut short. */
export function readSealed(path: string): Buffer | null {
  let stored: Buffer
  try {
    stored = readFileSync(path)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  const [magic, length, sum] = stored.subarray(0, 128).toString('latin1').split('\n', 1)[0]?.split(' ') ?? []
  if (magic !== MAGIC) return null
  const from = stored.indexOf('\n') + 1
  const content = stored.subarray(from, from + Number(length))
  return sha256Of(content) === sum ? content : null
}

/** Makes the content be none, on the disk. */
export function wipeSealed(path: string): void {
  overwrite(path, Buffer.alloc(MAGIC.length), true)
}

/**
 * Makes the content be none for whoever reads the file from now on; on the disk when the system writes it. Before that, a power cut brings
 * the content back.
 */
export function wipeSealedSoon(path: string): void {
  overwrite(path, Buffer.alloc(MAGIC.length))
}

function seal(content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${MAGIC} ${content.length} ${sha256Of(content)}\n`), content])
}

function padded(sealed: Buffer): Buffer {
  const room = Buffer.alloc(Math.ceil(sealed.length / STEP) * STEP)
  sealed.copy(room)
  return room
}

function roomOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function overwrite(path: string, bytes: Uint8Array, durably = false): void {
  const file = openSync(path, constants.O_RDWR)
  try {
    writeSync(file, bytes, 0, bytes.length, 0)
    if (durably) fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}
