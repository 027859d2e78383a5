import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  watch,
  type FSWatcher,
} from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { refusalOf } from '@/connector/validate-content'

/** Intercept waits this long after the last change before it reads the file. */
const DEBOUNCE_MS = 100

/**
 * Stands in for the stock program where only its policy matters: loads a file, watches its INODE (inotify does the same), reloads after
 * writes and renames with a debounce of 100 ms, takes its watch up again only after a successful reload, and writes Intercept's events.
 * Rules: the table of file operations in docs/connector.md, measured on the program of 2026-03-04.
 */
export class StockProxy {
  readonly instance = randomBytes(4).toString('hex')
  readonly #events: string
  #watcher: FSWatcher | null = null
  #timer: NodeJS.Timeout | null = null
  #file: number | null = null
  #written = 0n
  /** What is in memory. */
  memory: Buffer = Buffer.alloc(0)

  constructor(
    private readonly config: string,
    eventsFolder: string,
    private readonly pid: number = process.pid,
  ) {
    mkdirSync(eventsFolder, { recursive: true })
    this.#events = join(eventsFolder, `${this.instance}.jsonl`)
  }

  /** Loads the policy and starts; throws when the policy is bad, and then leaves no event. */
  start(): void {
    const bytes = readFileSync(this.config)
    const refusal = refusalOf(bytes, 'intercept-2026-03')
    if (refusal !== null) throw new Error(refusal)
    closeSync(openSync(this.#events, 'a'))
    this.memory = bytes
    this.#write({
      type: 'startup',
      server: 'node',
      config: this.config,
      pid: this.pid,
      state_backend: 'sqlite',
      fail_mode: 'closed',
    })
    this.#watch()
  }

  /** sha256 of what is in memory, as an observer inside the process would state it. */
  get digest(): string {
    return createHash('sha256').update(this.memory).digest('hex')
  }

  call(tool: string): void {
    this.#write({ type: 'tool_call', tool, result: 'allowed' })
  }

  heartbeat(): void {
    this.#write({ type: 'heartbeat' })
  }

  stop(): void {
    this.#write({ type: 'shutdown' })
    this.kill()
  }

  /** Ends without a word. */
  kill(): void {
    this.#unwatch()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #watch(): void {
    try {
      // A watch on a file is one on its inode: after a rename over it, nothing is heard any more.
      const file = openSync(this.config, 'r')
      const { ino, mtimeNs } = fstatSync(file, { bigint: true })
      // A second watch on the same inode is the first one (inotify_add_watch(2)): nothing that is under way is lost.
      if (this.#file !== null && fstatSync(this.#file, { bigint: true }).ino === ino) return closeSync(file)
      this.#unwatch()
      this.#file = file
      this.#written = mtimeNs
      this.#watcher = watch(this.config, (kind) => this.#hear(kind))
      this.#watcher.on('error', () => undefined)
    } catch {
      this.#watcher = null
    }
  }

  /**
   * Writes and renames count; removal and attributes do not. Node tells renames from the rest (the inode is held open, so that its end is
   * not heard), and the inode tells writes.
   */
  #hear(kind: string): void {
    if (this.#file === null) return
    const { mtimeNs } = fstatSync(this.#file, { bigint: true })
    const written = mtimeNs !== this.#written
    this.#written = mtimeNs
    if (kind !== 'rename' && !written) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#reload(), DEBOUNCE_MS)
  }

  #unwatch(): void {
    this.#watcher?.close()
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #reload(): void {
    let bytes: Buffer
    try {
      bytes = readFileSync(this.config)
    } catch {
      const message = `reading config file: open ${this.config}: no such file or directory`
      return this.#write({ type: 'config_reload', message, status: 'failure' })
    }
    const refusal = refusalOf(bytes, 'intercept-2026-03')
    if (refusal !== null) {
      return this.#write({
        type: 'config_reload',
        message: refusal.replace(/^line \d+: /, ''),
        status: 'failure',
      })
    }
    this.memory = bytes
    this.#write({ type: 'config_reload', status: 'success' })
    this.#watch()
  }

  #write(fields: { type: string } & Record<string, unknown>): void {
    const { type, ...rest } = fields
    const line = { ts: new Date().toISOString(), type, instance: this.instance, ...rest }
    appendFileSync(this.#events, `${JSON.stringify(line)}\n`)
  }
}
