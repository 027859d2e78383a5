import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ContentFact } from '@/lib/wire/report'

/** A process that lives writes at least every minute: an older file is of none. */
const SILENT_MS = 90_000

/** Why events of a proxy cannot be read: what its processes run, and whether there are any, is not known then. */
export class UnreadEvents {
  #fact: ContentFact | null = null

  constructor(
    /** Folder of the event files. */
    private readonly path: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Null while all can be read. */
  get fact(): ContentFact | null {
    return this.#fact
  }

  note(error: string | null): void {
    if (error === (this.#fact?.error ?? null)) return
    const { path } = this
    const at = new Date().toISOString()
    this.#fact = error === null ? null : { sha256: null, blob: null, path, at, source: 'disk', error }
    this.say(error === null ? `events in ${path} can be read again` : error)
  }
}

const EVENT_FILE = /\.jsonl(?:\.(\d+))?$/

/** Of an event file, without what follows the process's own name. */
export function bareName(name: string): string {
  return name.replace(EVENT_FILE, '')
}

/** The event files of a folder, and why there may be others that nobody can see. */
export class EventNames {
  #error: string | null = null
  readonly #unopened = new Map<string, unknown>()

  constructor(private readonly folder: string) {}

  /**
   * Those that were put aside first, the oldest first: a file that goes on with another is taken up after it. A folder that does not exist
   * yet has none: the first proxy makes it.
   */
  read(): string[] {
    this.#unopened.clear()
    const age = (name: string) => Number(EVENT_FILE.exec(name)?.[1] ?? 0)
    try {
      const names = readdirSync(this.folder).filter((name) => EVENT_FILE.test(name))
      this.#error = null
      return names.sort((a, b) => age(b) - age(a))
    } catch (error) {
      const code = codeOf(error)
      this.#error = code === 'ENOENT' ? null : sayUnread(`its events in ${this.folder}`, code)
      return []
    }
  }

  /** A file that was read could not be opened. */
  noteUnopened(name: string, error: unknown): void {
    this.#unopened.set(name, error)
  }

  /** Why events cannot be read that a living process may be writing; null when all can. */
  get unread(): string | null {
    const [first, ...more] = [...this.#unopened].filter(
      ([name, error]) => isForbidden(codeOf(error)) && isRecent(join(this.folder, name)),
    )
    if (first === undefined) return this.#error
    const [name, error] = first
    const what =
      more.length === 0 ? join(this.folder, name) : `${1 + more.length} event files in ${this.folder}`
    return sayUnread(what, codeOf(error))
  }
}

function sayUnread(what: string, code: string): string {
  if (isForbidden(code)) return `${what} may not be read by the user that its connector runs as`
  return code === 'ENOTDIR' ? `${what} cannot be read: it is no folder` : `${what} cannot be read (${code})`
}

function isForbidden(code: string): boolean {
  return code === 'EACCES' || code === 'EPERM'
}

function isRecent(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < SILENT_MS
  } catch (error) {
    return isForbidden(codeOf(error))
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
