import * as disk from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { livePlace, readPlace } from './live-place'
import { moment } from './moment'
import { overwriteFile } from './overwrite-file'
import { OverwriteThread, type TimedFile } from './overwrite-thread'
import { overwriteSealedDurably, readSealed, wipeSealed, wipeSealedSoon } from './sealed-file'

const synced = promisify(disk.fsync)

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

/** So many are written without a thread, which takes a while to start. */
const FEW = 8
const thread = new OverwriteThread()
let unwritten = 0

/**
 * Writes a policy into the file that is there: same inode, truncated first, one write, synced. A rename would take the file away from
 * under the proxy's watch for ever. A crash in between leaves an empty file: a running proxy refuses it and keeps its policy, and one that
 * starts fails closed; writing before truncating could leave a valid, looser mixture. The bytes are in the journal, on the disk, before
 * the file is touched and until the file is on the disk. Resolves when the file is written, with what it was right
 * behind that; the disk is waited for in the background. Rejects when it cannot be written. `onWriting` is called right before the file is
 * touched.
 */
export async function writeInPlace(
  path: string,
  bytes: Uint8Array,
  stateDirectory: string,
  onWriting: () => void = () => {},
): Promise<Omit<TimedFile, 'file'>> {
  const journal = join(stateDirectory, JOURNAL)
  const before = underWay.get(journal)
  before?.hurry()
  await before?.ended
  unwritten += 1
  let written: TimedFile
  try {
    await overwriteSealedDurably(journal, bytes)
    const place = livePlace(path)
    onWriting()
    written =
      unwritten > FEW
        ? await thread.overwrite(path, bytes, place)
        : { ...overwriteFile(disk, path, bytes, place), at: moment() }
  } finally {
    unwritten -= 1
  }
  finishLater(written.file, journal)
  return written
}

function finishLater(file: number, journal: string): void {
  let hurry = () => {}
  const due = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, SYNC_AFTER_MS)
    hurry = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  const ended = due.then(() => finish(file, journal)).finally(() => underWay.delete(journal))
  underWay.set(journal, { ended, hurry })
}

async function finish(file: number, journal: string): Promise<void> {
  try {
    await synced(file)
    wipeSealedSoon(journal)
  } catch {
    // Not known to be on the disk, or the state directory is gone: the journal stays, and the next start writes the bytes again.
  } finally {
    disk.closeSync(file)
  }
}

/** Finishes a write that a crash cut short. Returns true when it had to. */
export function repairWrite(path: string, stateDirectory: string): boolean {
  const journal = join(stateDirectory, JOURNAL)
  const bytes = readSealed(journal)
  if (bytes === null) return false
  const place = livePlace(path)
  const isCut = place === null || isCutShort(readPlace(path, bytes.length), bytes)
  if (isCut) {
    const { file } = overwriteFile(disk, path, bytes, place)
    disk.fsyncSync(file)
    disk.closeSync(file)
  }
  wipeSealed(journal)
  return isCut
}

/**
 * Whether a file is what a crash leaves of a write: nothing, or its beginning, with zeroes where the disk has not got the rest. Anything else
 * was put there by somebody since, and may be newer than the journal: after a power cut that is back for longer than the write took.
 */
function isCutShort(there: Buffer | number, bytes: Buffer): boolean {
  if (typeof there === 'number' || there.equals(bytes)) return false
  return there.every((byte, index) => byte === bytes[index] || byte === 0)
}
