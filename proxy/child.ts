import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'

/** How a server ended. */
export interface ChildEnd {
  /** For people: "exit code 3", "signal SIGKILL", or why it did not start. */
  readonly how: string
  /** As a shell gives it. */
  readonly exitCode: number
}

type Piped = ChildProcessByStdio<Writable, Readable, null>

/** A server that is told to end gets so long before it is made to. */
const TERM_PATIENCE_MS = 5000
/** And so long for what it wrote before it ended. */
const OUTPUT_PATIENCE_MS = 1000

/** Names of variables that are nobody's but the proxy's. */
const OURS = /^(?:LOCKSTEP_|DATABASE_URL$|SECRET_KEY$|GITHUB_(?:PRIVATE_KEY|CLIENT_SECRET|WEBHOOK_SECRET))/

/**
 * The environment of the server: what whoever started the proxy gave it for the server, without what belongs to the proxy and to Lockstep.
 */
export function childEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !OURS.test(name))
  return { NODE_ENV: own.NODE_ENV, ...Object.fromEntries(kept) }
}

/** The MCP server behind the proxy, in a process group of its own, so that what it starts ends with it. */
export class Child {
  readonly stdin: NodeJS.WritableStream
  readonly stdout: Readable
  /** When it ended by itself or was ended, and everything it wrote was read. */
  readonly ended: Promise<ChildEnd>
  /** When it ended, or lives with its input or its output closed: nothing more that it is asked can be answered. */
  readonly unusable: Promise<ChildEnd>
  readonly #process: ChildProcess
  #isHurried = false

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    const [file = '', ...args] = command
    const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'inherit'], detached: true })
    this.#process = child
    this.stdin = child.stdin
    this.stdout = child.stdout
    this.ended = this.#end(child)
    this.unusable = endOfUse(child, this.ended)
  }

  async #end(child: Piped): Promise<ChildEnd> {
    const { stdout } = child
    const closed = new Promise<true>((resolve) => child.once('close', () => resolve(true)))
    const end = await exitOf(child)
    let isHeld = stdout.isPaused()
    stdout.on('pause', () => (isHeld = true))
    let isOver = await within(closed, OUTPUT_PATIENCE_MS)
    // What it started may hold its output open for ever.
    this.signal('SIGKILL')
    // While the client does not read there may be more of its own.
    while (isOver === undefined && isHeld && !this.#isHurried) {
      isHeld = stdout.isPaused()
      isOver = await within(closed, OUTPUT_PATIENCE_MS)
    }
    return end
  }

  /** From now on what it wrote is not kept for a client that does not read. */
  hurry(): void {
    this.#isHurried = true
  }

  /** Ends it: its input first, and after `patienceMs` politely, then for certain. Resolves when it has ended. */
  async stop(patienceMs: number): Promise<ChildEnd> {
    this.stdin.end()
    let patience = patienceMs
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if ((await within(this.ended, patience)) !== undefined) break
      this.signal(signal)
      patience = TERM_PATIENCE_MS
    }
    return this.ended
  }

  /** Sends a signal to it and to what it started. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {
      // Gone.
    }
  }
}

/** Who just ends closes both as well, and gets the time to. */
async function endOfUse({ stdin, stdout }: Piped, ended: Promise<ChildEnd>): Promise<ChildEnd> {
  const how = await new Promise<string>((resolve) => {
    stdin.on('error', () => resolve('it closed its input'))
    stdout.once('end', () => resolve('it closed its output'))
    void ended.then(({ how }) => resolve(how))
  })
  return (await within(ended, OUTPUT_PATIENCE_MS)) ?? { how, exitCode: 1 }
}

async function exitOf(child: ChildProcess): Promise<ChildEnd> {
  try {
    const [code, signal]: unknown[] = await once(child, 'exit')
    return typeof code === 'number' ? { how: `exit code ${code}`, exitCode: code } : killed(String(signal))
  } catch (error) {
    return { how: error instanceof Error ? error.message : String(error), exitCode: 127 }
  }
}

function killed(signal: string): ChildEnd {
  const number = new Map(Object.entries(constants.signals)).get(signal) ?? 0
  return { how: `signal ${signal}`, exitCode: 128 + number }
}

/** What the promise resolves to, or undefined when it takes longer. */
async function within<T>(promise: Promise<T>, patienceMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs)
  })
  const first = await Promise.race([promise, late])
  clearTimeout(timer)
  return first
}
