import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  linkSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const NAME = /^counters-(\d{1,15})\.log$/
const CHUNK_BYTES = 65_536
const NEWLINE = 10

/** One numbered file of a counter folder, open for appending and for reading what everybody appended. */
export class CounterFile {
  readonly number: number
  readonly #fd: number
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  /** Bytes read, up to the end of the last complete line. */
  #position = 0

  private constructor(number: number, fd: number) {
    this.number = number
    this.#fd = fd
  }

  /** Opens the newest file of a folder, and makes the first one when there is none. */
  static openNewest(folder: string): CounterFile {
    for (;;) {
      const newest = newestNumber(folder)
      if (newest === undefined) {
        create(folder, 1, '')
        continue
      }
      const opened = CounterFile.#open(folder, newest)
      if (opened !== undefined) return opened
    }
  }

  /** Undefined when it was removed since it was seen. */
  static #open(folder: string, number: number): CounterFile | undefined {
    try {
      const fd = openSync(pathOf(folder, number), constants.O_RDWR | constants.O_APPEND)
      return new CounterFile(number, fd)
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  get bytesRead(): number {
    return this.#position
  }

  /** Appends in one write, which the kernel does not mix with those of others. Throws when not all of it was written. */
  append(text: string): void {
    const bytes = Buffer.from(text)
    if (writeSync(this.#fd, bytes) !== bytes.length) throw new Error('the counter file could not be written')
  }

  /** The complete lines that were appended since the last call, also those of others. */
  readNewLines(): string[] {
    const pieces: string[] = []
    for (;;) {
      const read = readSync(this.#fd, this.#chunk, 0, CHUNK_BYTES, this.#position)
      const end = this.#chunk.subarray(0, read).lastIndexOf(NEWLINE) + 1
      pieces.push(this.#chunk.toString('utf8', 0, end))
      this.#position += end
      if (read < CHUNK_BYTES) return pieces.join('').split('\n')
      if (end === 0) throw new Error('the counter file has a line that nobody of us wrote')
    }
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/**
 * Sees to it that a file newer than `number` exists: `content` is where it starts from, the same whoever makes it. The files before the last two
 * are removed. A process that slept meanwhile must not bring back the successor of its own file when later ones exist.
 */
export function ensureSuccessor(folder: string, number: number, content: string): void {
  if ((newestNumber(folder) ?? 0) > number) return
  create(folder, number + 1, content)
  const newest = newestNumber(folder) ?? 0
  if (newest > number + 1) rmSync(pathOf(folder, number + 1), { force: true })
  for (const old of numbers(folder)) if (old < newest - 1) rmSync(pathOf(folder, old), { force: true })
}

/** The file appears with its whole content or not at all; when somebody was faster, theirs stays. */
function create(folder: string, number: number, content: string): void {
  const draft = join(folder, `draft-${randomUUID()}`)
  try {
    writeFileSync(draft, content, { mode: 0o600 })
    linkSync(draft, pathOf(folder, number))
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function newestNumber(folder: string): number | undefined {
  const found = numbers(folder)
  return found.length === 0 ? undefined : Math.max(...found)
}

function numbers(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const digits = NAME.exec(name)?.[1]
    return digits === undefined ? [] : [Number(digits)]
  })
}

function pathOf(folder: string, number: number): string {
  return join(folder, `counters-${number}.log`)
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
