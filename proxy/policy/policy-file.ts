import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, parse, resolve, sep } from 'node:path'

/** No policy that people review is longer. */
const LIMIT_BYTES = 16 * 1024 * 1024

/** What stands at the path of a policy. `state` is equal for two readings between which nobody touched it. */
export type PolicyFile =
  | { readonly kind: 'read'; readonly bytes: Buffer; readonly digest: string; readonly state: string }
  /** In Intercept's words. */
  | { readonly kind: 'unreadable'; readonly message: string; readonly state: string }

/** Reads the file. Never throws, and never waits for a pipe. */
export function readPolicyFile(path: string): PolicyFile {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return readOpen(path, fd)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    return unreadable(`open ${path}: ${reason(error)}`)
  }
}

function readOpen(path: string, fd: number): PolicyFile {
  const stat = fstatSync(fd, { bigint: true })
  if (stat.isDirectory()) return unreadable(`read ${path}: is a directory`)
  if (!stat.isFile()) return unreadable(`read ${path}: not a regular file`)
  if (stat.size > LIMIT_BYTES) return unreadable(`read ${path}: larger than ${LIMIT_BYTES} bytes`)
  const bytes = readFileSync(fd)
  const digest = createHash('sha256').update(bytes).digest('hex')
  // The times are part of it: a rewrite of the same bytes is answered like any other.
  return { kind: 'read', bytes, digest, state: `${digest} ${stat.dev}:${stat.ino} ${stat.mtimeNs}` }
}

function unreadable(what: string): PolicyFile {
  const message = `reading config file: ${what}`
  return { kind: 'unreadable', message, state: message }
}

/** The texts of Go's `syscall.Errno` for what can go wrong here. */
const REASONS: Record<string, string> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
  EISDIR: 'is a directory',
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? error.message
}

/** The folders in which a change can put other content at the path: that of the file, and those of the links on the way to it. */
export function linkFolders(path: string): string[] {
  const absolute = resolve(path)
  const { root } = parse(absolute)
  const folders = new Set<string>()
  let at = root
  for (const name of absolute.slice(root.length).split(sep)) {
    if (isLink(join(at, name))) folders.add(at)
    at = join(at, name)
  }
  folders.add(dirname(absolute))
  try {
    folders.add(dirname(realpathSync(absolute)))
  } catch {
    // It is not there now.
  }
  return [...folders]
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}
