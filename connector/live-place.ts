import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { resolveParts, type PathPart } from './observe-file'

/** The file that a path leads to, whatever name it has later. */
export interface LivePlace {
  readonly dev: bigint
  readonly ino: bigint
}

/** Opening a named pipe would wait for its writer. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/** Root, and the user as whom this program runs, may point a path wherever they like. */
const TRUSTED: ReadonlySet<bigint> = new Set([0n, BigInt(process.geteuid?.() ?? 0)])

/**
 * The file at the live path; null when there is none yet. Whoever may write its folder can put a link there, so that this program, which
 * may be root, would send or overwrite a file of somebody else: a link of another user counts only when it leads to what is that user's
 * own (Apache's SymLinksIfOwnerMatch). Throws with a sentence when it does not. What is opened later must be this very file: a path can
 * lead elsewhere by then.
 */
export function livePlace(path: string, trusted: ReadonlySet<bigint> = TRUSTED): LivePlace | null {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined
  const parts = resolveParts(isThere ? path : dirname(path))
  const last = parts.at(-1)
  const foreign = parts.find(({ kind, uid }) => kind === 'link' && !trusted.has(uid) && uid !== last?.uid)
  if (foreign !== undefined) throw new Error(sayForeign(foreign))
  if (!isThere || last === undefined) return null
  if (last.kind !== 'file') throw new Error(`${path} is not a file`)
  return { dev: last.dev, ino: last.ino }
}

function sayForeign({ path, uid }: PathPart): string {
  return `${path} is a link of another user (${uid}) to what is not theirs: give the path of the file itself, or let root own the link`
}

/** What stands in the file that a path leads to; null when that is no file, or above the limit. */
export function readRegular(path: string, maxBytes: number): Buffer | null {
  const file = openSync(path, FLAGS)
  try {
    const stat = fstatSync(file)
    return stat.isFile() && stat.size <= maxBytes ? readFileSync(file) : null
  } finally {
    closeSync(file)
  }
}

/** What stands in the file at the live path; its size when that is above the limit. Throws as `livePlace` does, and when there is none. */
export function readPlace(path: string, maxBytes: number): Buffer | number {
  const place = livePlace(path)
  const file = openSync(path, FLAGS)
  try {
    const { dev, ino, size } = fstatSync(file, { bigint: true })
    if (dev !== place?.dev || ino !== place.ino) throw new Error('another file was put there just now')
    return size > BigInt(maxBytes) ? Number(size) : readFileSync(file)
  } finally {
    closeSync(file)
  }
}
