import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  statfsSync,
  type BigIntStats,
} from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'
import { digestOf, type Digest } from './digest'

/** One step of a path's resolution: what stands at this name, by its own inode (links are not followed). */
export interface PathPart {
  readonly path: string
  /** `other`: a pipe, a device, a socket. */
  readonly kind: 'directory' | 'link' | 'file' | 'other'
  /** Whose it is. */
  readonly uid: bigint
  readonly dev: bigint
  readonly ino: bigint
  /** Change time (not modification time) in nanoseconds: renaming and linking move it as well. */
  readonly ctimeNs: bigint
  readonly mtimeNs: bigint
  readonly size: bigint
}

/** A file as it was at one moment: how its path resolved, and its content. */
export interface Observation {
  /** When the look began, nanoseconds since the epoch. */
  readonly at: bigint
  readonly parts: readonly PathPart[]
  /** Null when there is no readable file. */
  readonly content: Digest | null
  /** Why there is no content; null when there is. */
  readonly error: string | null
  /** A file system whose change times do not prove anything here. */
  readonly network: boolean
}

const MAX_LINKS = 40

/** NFS, SMB, CIFS, FUSE, 9p, AFS, Ceph, Lustre, GPFS, OCFS2, GFS2, BeeGFS, Coda: statfs(2) and each one's source. */
const NETWORK = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400, 0x0bd00bd0,
  0x47504653, 0x7461636f, 0x01161970, 0x19830326, 0x73757245,
])

/** Change times may be as coarse as a clock tick: a file that changed less than this before a look is read again. */
const COARSE_NS = 100_000_000n

/**
 * Resolves a path step by step as the kernel does and reads the file at its end. Stable: what was read lay there during the whole look,
 * or `error` says that it moved. `before`: another look, after which nothing need be read when nothing on the way moved.
 */
export function observeFile(path: string, before?: Observation): Observation {
  const at = nowNs()
  try {
    const parts = resolveParts(path)
    if (before !== undefined && isSettled(before) && sameParts(before.parts, parts))
      return { ...before, at, parts: parts.every(isKnown(before.parts)) ? before.parts : parts }
    const last = parts.at(-1)
    if (last === undefined || last.kind !== 'file') return nothing(at, parts, 'it is not a file')
    if (last.size > BigInt(MAX_POLICY_BYTES)) return nothing(at, parts, 'it is too large to be a policy')
    const content = readContent(last)
    const network = isNetwork(last.path)
    if (content === null || !sameParts(parts, resolveParts(path)))
      return nothing(at, parts, 'it changed while it was read')
    return { at, parts, content, error: null, network }
  } catch (error) {
    return nothing(at, [], reasonOf(error))
  }
}

/** Whether it was made well after the last change of what it read. */
function isSettled({ at, parts, content }: Observation): boolean {
  const file = parts.at(-1)
  return content !== null && file !== undefined && at - file.ctimeNs >= COARSE_NS
}

/** Most looks find what the one before found: hundreds of proxies keep many looks, and need not keep it in each. */
function isKnown(before: readonly PathPart[]): (part: PathPart, index: number) => boolean {
  return ({ ctimeNs, mtimeNs, size }, index) => {
    const known = before[index]
    return ctimeNs === known?.ctimeNs && mtimeNs === known.mtimeNs && size === known.size
  }
}

function nothing(at: bigint, parts: readonly PathPart[], error: string): Observation {
  return { at, parts, content: null, error, network: false }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user'
  return `it cannot be read (${code || String(error)})`
}

/** Nanoseconds since the epoch, by the clock that file systems use. */
function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n
}

/** The parts of a path from the root on, with the parts of every link's target in place of the link's end. */
export function resolveParts(path: string): PathPart[] {
  const parts: PathPart[] = []
  let links = 0
  const walk = (target: string): void => {
    const names = resolve(target)
      .split('/')
      .filter((name) => name !== '')
    let here = ''
    for (const [index, name] of names.entries()) {
      here += `/${name}`
      const stats = lstatSync(here, { bigint: true })
      parts.push(toPart(here, stats))
      if (!stats.isSymbolicLink()) continue
      links += 1
      if (links > MAX_LINKS) throw new RangeError('too many links')
      const to = readlinkSync(here)
      const rest = names.slice(index + 1)
      return walk(join(isAbsolute(to) ? to : join(dirname(here), to), ...rest))
    }
  }
  walk(path)
  return parts
}

function toPart(path: string, stats: BigIntStats): PathPart {
  const { dev, ino, uid, ctimeNs, mtimeNs, size } = stats
  return { path, kind: kindOf(stats), dev, ino, uid, ctimeNs, mtimeNs, size }
}

function kindOf(stats: BigIntStats): PathPart['kind'] {
  if (stats.isDirectory()) return 'directory'
  return stats.isSymbolicLink() ? 'link' : stats.isFile() ? 'file' : 'other'
}

/** Opening a named pipe would wait for its writer, and with it all proxies of this host. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

function readContent(part: PathPart): Digest | null {
  const file = openSync(part.path, FLAGS)
  try {
    const before = fstatSync(file, { bigint: true })
    if (!before.isFile()) return null
    const bytes = Buffer.alloc(Number(before.size) + 1)
    let length = 0
    for (;;) {
      const read = readSync(file, bytes, length, bytes.length - length, length)
      if (read === 0) break
      length += read
      if (length > Number(before.size)) return null
    }
    const after = fstatSync(file, { bigint: true })
    const same = before.ino === part.ino && after.ctimeNs === before.ctimeNs && after.size === before.size
    return same ? digestOf(bytes.subarray(0, length)) : null
  } finally {
    closeSync(file)
  }
}

function isNetwork(path: string): boolean {
  return NETWORK.has(statfsSync(path).type)
}

/** True when nothing in the resolution moved: same inodes, and files and links unchanged. */
export function sameParts(a: readonly PathPart[], b: readonly PathPart[]): boolean {
  return (
    a.length === b.length &&
    a.every((part, index) => {
      const other = b[index]
      return (
        other !== undefined &&
        part.path === other.path &&
        part.ino === other.ino &&
        part.dev === other.dev &&
        (part.kind === 'directory' || part.ctimeNs === other.ctimeNs)
      )
    })
  )
}
