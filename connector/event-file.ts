import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { sha256Of } from './digest'

const CHUNK = 1024 * 1024
const LINE_FEED = 10
/** What is held of one line; the log keeps far shorter ones only. */
const MAX_LINE = 1024 * 1024
/** Looking for the ends of overlong lines, of all files together, takes no more than so much a second: a file of holes costs its writer nothing. */
const SEARCHED = 64 * 1024 * 1024
const SEARCHED_MS = 1_000
/** Of a line that was read before; of a longer one nothing is needed any more. */
const LONGEST_BEFORE = 64 * 1024
/** Holds the time or the number of the line that ends there, which no other line has. */
const TAIL = 1024
/** A link would send whatever it leads to, and opening a named pipe waits for its writer. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** A complete line of an event file. */
export interface FileLineRead {
  readonly offset: number
  /** With its line feed. */
  readonly length: number
  /** Without it; of a line longer than a megabyte the first megabyte. */
  readonly bytes: Buffer
}

/** What an open file is like now. */
export interface FileStat {
  readonly size: number
  /** Time of the last write, ms since the epoch. */
  readonly mtimeMs: number
  /** Whether it still has a name. */
  readonly linked: boolean
}

/** The inode that a path leads to, as `EventFile.inode` names it; undefined when it leads nowhere. */
export function inodeAt(path: string): string | undefined {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false })
  return there && inodeOf(there)
}

function inodeOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`
}

/**
 * One event file by its inode: it is kept open, so that a renamed file is followed and a deleted one can be read to its end. Reading is by
 * offset; only lines that are complete are given out.
 */
export class EventFile {
  readonly dev: bigint
  readonly ino: bigint
  readonly #file: number
  #closed = false
  /** Overlong lines, by where they begin: none ends before this. */
  readonly #searched = new Map<number, number>()

  /** Throws when it cannot be opened, or is no file: a link, a folder, a pipe, a device. */
  constructor(readonly path: string) {
    this.#file = openSync(path, FLAGS)
    const stat = fstatSync(this.#file, { bigint: true })
    if (!stat.isFile()) {
      closeSync(this.#file)
      throw new Error(`${path} is no file`)
    }
    this.dev = stat.dev
    this.ino = stat.ino
  }

  stat(): FileStat {
    const { size, mtimeMs, nlink } = fstatSync(this.#file)
    return { size, mtimeMs, linked: nlink > 0 }
  }

  /** The first line, or null while it is not complete (or longer than a megabyte: no event file). */
  firstLine(): { hash: string; text: string } | null {
    const head = Buffer.alloc(Math.min(MAX_LINE, this.stat().size))
    const read = readSync(this.#file, head, 0, head.length, 0)
    const feed = head.subarray(0, read).indexOf(LINE_FEED)
    if (feed < 0) return null
    const bytes = head.subarray(0, feed)
    return { hash: sha256Of(bytes), text: bytes.toString('utf8') }
  }

  /**
   * Complete lines from an offset on, up to about `maxBytes` (at least one line when one is complete, however long). Empty lines are
   * lines too.
   */
  lines(from: number, maxBytes = CHUNK): FileLineRead[] {
    const lines: FileLineRead[] = []
    let [at, rest] = [from, Buffer.alloc(0)]
    for (;;) {
      // Most looks find nothing new: they must not cost a buffer.
      const left = Math.min(CHUNK, fstatSync(this.#file).size - at - rest.length)
      if (left <= 0) return lines
      const chunk = Buffer.allocUnsafe(left)
      const read = readSync(this.#file, chunk, 0, left, at + rest.length)
      if (read === 0) return lines
      const data =
        rest.length === 0 ? chunk.subarray(0, read) : Buffer.concat([rest, chunk.subarray(0, read)])
      let start = 0
      for (;;) {
        const feed = data.indexOf(LINE_FEED, start)
        if (feed < 0) break
        lines.push({ offset: at + start, length: feed + 1 - start, bytes: data.subarray(start, feed) })
        start = feed + 1
        if (at + start - from >= maxBytes) return lines
      }
      at += start
      rest = Buffer.from(data.subarray(start))
      if (rest.length <= MAX_LINE) continue
      const end = this.#endOf(at, at + rest.length)
      if (end === null) return lines
      lines.push({ offset: at, length: end + 1 - at, bytes: rest.subarray(0, MAX_LINE) })
      ;[at, rest] = [end + 1, Buffer.alloc(0)]
      if (at - from >= maxBytes) return lines
    }
  }

  /** SHA-256 of what stands close before an offset: whether it is the same file up to there. Null when not all of it can be had. */
  tail(offset: number): string | null {
    const bytes = Buffer.alloc(Math.min(TAIL, offset))
    if (readSync(this.#file, bytes, 0, bytes.length, offset - bytes.length) < bytes.length) return null
    return sha256Of(bytes)
  }

  /** The line that ends at an offset; null when there is none, or only a part of it can be had. */
  lineBefore(offset: number): string | null {
    const bytes = Buffer.alloc(Math.min(LONGEST_BEFORE, offset))
    if (readSync(this.#file, bytes, 0, bytes.length, offset - bytes.length) < bytes.length || offset === 0)
      return null
    const start = bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1
    return start === 0 && bytes.length < offset ? null : bytes.toString('utf8', start, bytes.length - 1)
  }

  /** Whether these bytes stand at an offset. */
  holds(offset: number, bytes: Buffer): boolean {
    const there = Buffer.alloc(bytes.length)
    return readSync(this.#file, there, 0, there.length, offset) === there.length && there.equals(bytes)
  }

  /** Where the line feed of an overlong line is, at or after `from`, without holding the line; null while it has none, or was not reached yet. */
  #endOf(line: number, from: number): number | null {
    const { size } = this.stat()
    const known = this.#searched.get(line) ?? 0
    const chunk = Buffer.alloc(CHUNK)
    for (let at = Math.max(from, known <= size ? known : 0); ;) {
      this.#searched.set(line, at)
      const read = maySearch() ? readSync(this.#file, chunk, 0, CHUNK, at) : 0
      const feed = chunk.subarray(0, read).indexOf(LINE_FEED)
      if (feed >= 0) return at + feed
      at += read
      if (read === 0) return null
    }
  }

  /** Names the file as long as it is open, whatever its path. */
  get inode(): string {
    return inodeOf(this)
  }

  close(): void {
    if (!this.#closed) closeSync(this.#file)
    this.#closed = true
  }
}

let searchingSince = -Infinity
let searchedBytes = 0

/** Whether another chunk may be searched now. */
function maySearch(): boolean {
  const now = performance.now()
  if (now - searchingSince >= SEARCHED_MS) [searchingSince, searchedBytes] = [now, 0]
  searchedBytes += CHUNK
  return searchedBytes <= SEARCHED
}
