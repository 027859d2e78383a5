import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { sha256Of } from './digest'

const CHUNK = 1024 * 1024
const LINE_FEED = 10
const FEED = Buffer.of(LINE_FEED)
const NOTHING = Buffer.alloc(0)
/** What is held of one line; the log keeps far shorter ones only. */
const MAX_LINE = 1024 * 1024
/** Found again at the cost of a search; lines that take so much are few, but for who means harm. */
const MOST_ENDS = 1000
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

/** With its SHA-256. */
export interface FirstLine {
  readonly hash: string
  readonly text: string
}

/** What an open file is like now. */
export interface FileStat {
  readonly size: number
  /** Time of the last write, ms since the epoch. */
  readonly mtimeMs: number
  /** Whether it still has a name. */
  readonly linked: boolean
}

/** Has overlong lines of a file searched for their ends, at once or later. */
export type Seek = (file: EventFile) => void

/** At once, however long that takes. */
const seekThrough: Seek = (file) => {
  while (file.isHeldUp) file.search()
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
  /** Overlong lines, by where they begin: up to where they were searched, and where they end. */
  readonly #searched = new Map<number, number>()
  readonly #ends = new Map<number, number>()

  /** Throws when it cannot be opened, or is no file: a link, a folder, a pipe, a device. */
  constructor(
    readonly path: string,
    private readonly seek: Seek = seekThrough,
  ) {
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
  firstLine(): FirstLine | null {
    const head = this.#read(0, MAX_LINE)
    const feed = head.indexOf(LINE_FEED)
    if (feed < 0) return null
    const bytes = head.subarray(0, feed)
    return { hash: sha256Of(bytes), text: bytes.toString('utf8') }
  }

  /**
   * Complete lines from an offset on, up to about `maxBytes` (at least one line when one is complete, however long), or up to a line that
   * holds the file up. Empty lines are lines too.
   */
  lines(from: number, maxBytes = CHUNK): FileLineRead[] {
    const lines: FileLineRead[] = []
    for (let at = from; ;) {
      // What is being searched is not read at every look.
      const chunk = this.#searched.has(at) ? null : this.#read(at, CHUNK)
      if (chunk !== null) {
        let start = 0
        for (;;) {
          const feed = chunk.indexOf(LINE_FEED, start)
          if (feed < 0) break
          lines.push({ offset: at + start, length: feed + 1 - start, bytes: chunk.subarray(start, feed) })
          start = feed + 1
          if (at + start - from >= maxBytes) return lines
        }
        at += start
        if (start > 0) continue
        if (chunk.length < CHUNK) return lines
      }
      const end = this.#endOf(at)
      if (end === null) return lines
      lines.push({ offset: at, length: end + 1 - at, bytes: this.#read(at, Math.min(MAX_LINE, end - at)) })
      at = end + 1
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

  /** An overlong line was not searched to the end of the file: what stands behind it is not read yet, and not known to be there. */
  get isHeldUp(): boolean {
    if (this.#closed || this.#searched.size === 0) return false
    const { size } = this.stat()
    return [...this.#searched.values()].some((at) => at < size)
  }

  /** Looks through one more megabyte of an overlong line for its end. */
  search(): void {
    if (this.#closed) return
    const { size } = this.stat()
    for (const [line, at] of this.#searched) {
      if (at >= size) continue
      const chunk = this.#read(at, CHUNK)
      const feed = chunk.indexOf(LINE_FEED)
      if (feed < 0) {
        // Behind the others of this file: a line without an end keeps none of them from being found.
        this.#searched.delete(line)
        this.#searched.set(line, at + chunk.length)
      } else {
        this.#searched.delete(line)
        if (this.#ends.size === MOST_ENDS) this.#ends.clear()
        this.#ends.set(line, at + feed)
      }
      return
    }
  }

  /** It was emptied: other lines stand in it now. */
  beginsAnew(): void {
    this.#searched.clear()
    this.#ends.clear()
  }

  /** Where the line feed of an overlong line is; null while it has none, or it was not found yet. */
  #endOf(line: number): number | null {
    const known = this.#ends.get(line)
    if (known !== undefined && this.holds(known, FEED)) return known
    this.#ends.delete(line)
    const searched = this.#searched.get(line) ?? line
    this.#searched.set(line, searched <= this.stat().size ? searched : line)
    if (this.isHeldUp) this.seek(this)
    return this.#ends.get(line) ?? null
  }

  #read(at: number, length: number): Buffer {
    // Most looks find nothing new: they must not cost a buffer.
    const left = Math.min(length, fstatSync(this.#file).size - at)
    if (left <= 0) return NOTHING
    const bytes = Buffer.allocUnsafe(left)
    return bytes.subarray(0, readSync(this.#file, bytes, 0, left, at))
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
