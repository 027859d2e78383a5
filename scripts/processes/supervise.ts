import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { advise } from '../advice'
import { recordOf, spawnGroup, stopGroup, troubleOf, type Program } from './group'
import type { RecordedProcess } from './identity.mjs'
import type { RunFile } from './run-file'

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
/** A run that lasted so long was no failed attempt. */
const LONG_RUN_MS = 60_000

/** One run: how it ended, or why there was none. */
type Run = { kind: 'ended'; how: string } | { kind: 'refused'; failure: Error }

/** A program that is started again when it crashes, after 1, 2, 4 … 30 seconds. */
export class Supervised {
  readonly #program: Program
  readonly #runFile: RunFile
  readonly #say: (line: string) => void
  #current: RecordedProcess | undefined
  #isReady = false
  #failed: Error | undefined
  readonly #stopping = new AbortController()

  constructor(program: Program, runFile: RunFile, say: (line: string) => void) {
    this.#program = program
    this.#runFile = runFile
    this.#say = say
  }

  /** Starts it and waits until `answers` says yes. A crash before that is an error, with what the program said. */
  async start(answers: () => Promise<boolean>, patienceMs: number): Promise<void> {
    void this.#keepRunning()
    const deadline = Date.now() + patienceMs
    for (;;) {
      const isReady = await answers()
      if (this.#failed !== undefined) throw this.#failed
      if (isReady) break
      if (Date.now() > deadline)
        throw troubleOf(this.#program, `does not answer after ${patienceMs / 1000} seconds`)
      await sleep(50)
    }
    this.#isReady = true
  }

  /** Stops it for good. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    if (this.#current !== undefined) await stopGroup(this.#current)
    this.#runFile.remove(this.#program.name)
  }

  /** Never rejects: nobody waits for it, and what it meets must not end those who run beside this program. */
  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const began = Date.now()
      const run = await this.#runOnce()
      if (signal.aborted) return
      if (!this.#isReady) {
        this.#failed =
          run.kind === 'refused' ? run.failure : troubleOf(this.#program, `did not start (${run.how})`)
        return
      }
      if (Date.now() - began > LONG_RUN_MS) waitMs = FIRST_WAIT_MS
      this.#say(this.#sayWhy(run, waitMs))
      await sleep(waitMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
    }
  }

  #sayWhy(run: Run, waitMs: number): string {
    const { name, log } = this.#program
    if (run.kind === 'refused')
      return `${name} does not start: ${run.failure.message} Trying it again in ${waitMs / 1000} s.`
    return `${name} stopped (${run.how}); starting it again in ${waitMs / 1000} s. Its log: ${log}`
  }

  async #runOnce(): Promise<Run> {
    try {
      const child = spawnGroup(this.#program)
      const ended = endOf(child)
      if (child.pid !== undefined) {
        this.#current = recordOf(child)
        await this.#runFile.add(this.#program.name, this.#current)
      }
      return { kind: 'ended', how: await ended }
    } catch (error) {
      return { kind: 'refused', failure: advise(error, dirname(this.#program.log)) }
    }
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit')
    return signal === null ? `exit code ${String(code)}` : `signal ${String(signal)}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
