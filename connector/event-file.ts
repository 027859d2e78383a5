import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'

const CHUNK = 1024 * 1024
const LINE_FEED = 10

/** A complete line of an event file. */
export interface FileLineRead {
  readonly offset: number
  /** With its line feed. */
  readonly length: number
  /** Without it. */
  readonly bytes: Buffer
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

  constructor(readonly path: string) {
    this.#file = openSync(path, 'r')
    const { dev, ino } = fstatSync(this.#file, { bigint: true })
    this.dev = dev
    this.ino = ino
  }

  /** Size, time of the last write (ms since the epoch), and whether the file still has a name. */
  stat(): { size: number; mtimeMs: number; linked: boolean } {
    const { size, mtimeMs, nlink } = fstatSync(this.#file)
    return { size, mtimeMs, linked: nlink > 0 }
  }

  /** The first line, or null while it is not complete (or longer than a megabyte: no event file). */
  firstLine(): { hash: string; text: string } | null {
    const [line] = this.lines(0, 1)
    if (line === undefined) return null
    return { hash: createHash('sha256').update(line.bytes).digest('hex'), text: line.bytes.toString('utf8') }
  }

  /**
   * Complete lines from an offset on, up to about `maxBytes` (at least one line when one is complete, however long). Empty lines are
   * lines too.
   */
  lines(from: number, maxBytes = CHUNK): FileLineRead[] {
    const lines: FileLineRead[] = []
    let [at, rest] = [from, Buffer.alloc(0)]
    for (;;) {
      const chunk = Buffer.alloc(CHUNK)
      const read = readSync(this.#file, chunk, 0, CHUNK, at + rest.length)
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
    }
  }

  /** Whether the path still leads to this inode. */
  isAt(path: string): boolean {
    const there = statSync(path, { bigint: true, throwIfNoEntry: false })
    return there?.ino === this.ino && there.dev === this.dev
  }

  close(): void {
    if (!this.#closed) closeSync(this.#file)
    this.#closed = true
  }
}
