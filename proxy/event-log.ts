import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '@/lib/make-folder'
import { eventTime } from './event-clock'
import { goJson, type Json } from './go-json'

/** Intercept removes what is older at each of its starts; a connector has shipped it long before. */
const KEPT_MS = 7 * 24 * 3_600_000
const FOLDER_MODE = 0o755

/** The fields of an event after `ts`, `type` and `instance`, in their order; undefined ones are left out. */
export type EventFields = Readonly<Record<string, Json | undefined>>

/**
 * The events of one process, one JSON object a line, in the file format of Intercept (snapshot of 2026-03-04): same place, names and
 * order of fields. Every event ends with `seq`, which counts from 1: a reader sees what is missing.
 */
export class EventLog {
  /** Eight hexadecimal digits, new with every process. */
  readonly instance = randomBytes(4).toString('hex')
  readonly path: string
  #file: number
  #seq = 0
  /** The last line has no end: a full disk took only its beginning. */
  #isTorn = false
  /** The first event as it was written, and what it said. */
  #first: { readonly ts: string; readonly line: string; readonly fields: EventFields } | null = null

  /** Opens the file below `folder`, which is made when it is missing. Throws when it cannot be written. */
  constructor(folder: string) {
    makeFolder(folder, FOLDER_MODE)
    removeOld(folder)
    this.path = join(folder, `${this.instance}.jsonl`)
    this.#file = openSync(this.path, 'a', 0o644)
  }

  /** Writes one event and returns its number. One that cannot be written (full disk) is lost, and its number is missing in the file. */
  write(type: string, fields: EventFields): number {
    const seq = ++this.#seq
    const ts = eventTime()
    const line = goJson({ ts, type, instance: this.instance, ...fields, seq })
    this.#first ??= { ts, line, fields }
    const bytes = Buffer.from(`${this.#isTorn ? '\n' : ''}${line}\n`)
    try {
      const written = writeSync(this.#file, bytes)
      if (written > 0) this.#isTorn = written < bytes.length
    } catch {
      // Traffic goes on, as with Intercept.
    }
    return seq
  }

  /** The number that the next event gets. */
  get nextSeq(): number {
    return this.#seq + 1
  }

  /**
   * Opens a new file when somebody removed or replaced ours, or its folder: events written to it would be lost. Where that cannot be done
   * now, the old one is kept for the next try; what it takes meanwhile is missing by its number. A new file begins with what the first one
   * began with, and names it: whoever reads this one alone knows whose it is. `policy` is the digest that is enforced now.
   */
  reopenIfReplaced(policy: string): void {
    try {
      const mine = fstatSync(this.#file)
      const there = statSync(this.path, { throwIfNoEntry: false })
      if (there?.ino === mine.ino && there.dev === mine.dev) return
      makeFolder(dirname(this.path), FOLDER_MODE)
      const opened = openSync(this.path, 'a', 0o644)
      closeSync(this.#file)
      this.#file = opened
      this.#isTorn = false
      if (this.#first === null) return
      const { ts, line, fields } = this.#first
      const continues = { first_line: createHash('sha256').update(line).digest('hex'), since: ts }
      this.write('startup', { ...fields, policy, continues })
    } catch {
      // Traffic goes on, as with Intercept.
    }
  }
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.jsonl')) continue
    const path = join(folder, name)
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (Date.now() - written > KEPT_MS) removeIfOurs(path)
  }
}

/** What belongs to another user is theirs to remove, and no file at all is nobody's. */
function removeIfOurs(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It stays.
  }
}
