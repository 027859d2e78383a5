import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Advice } from '../advice'
import { recordOf, spawnGroup, stopGroup, troubleOf, type Program } from './group'
import type { RecordedProcess } from './identity.mjs'
import type { RunFile } from './run-file'

/** A program that is started again when it crashes, after 1, 2, 4 … 30 seconds. */
export class Supervised {
  readonly #program: Program
  readonly #runFile: RunFile
  readonly #say: (line: string) => void
  #current: RecordedProcess | undefined
  #isReady = false
  #failed: Advice | undefined
  readonly #stopping = new AbortController()

  constructor(program: Program, runFile: RunFile, say: (line: string) => void) {
    this.#program = program
    this.#runFile = runFile
    this.#say = say
  }

  /** Starts it and waits until `answers` says yes. A crash before that is an error, with what the program said. */
  async start(answers: () => Promise<boolean>, patienceMs: number): Promise<void> {
    this.#launch(1000)
    const deadline = Date.now() + patienceMs
    while (!(await answers())) {
      if (this.#failed !== undefined) throw this.#failed
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

  #launch(backoffMs: number): void {
    const began = Date.now()
    const child = spawnGroup(this.#program)
    void this.#watch(child, () => (Date.now() - began > 60_000 ? 1000 : backoffMs))
    if (child.pid === undefined) return
    this.#current = recordOf(child)
    this.#runFile.add(this.#program.name, this.#current)
  }

  async #watch(child: ChildProcess, backoffMs: () => number): Promise<void> {
    const how = await endOf(child)
    if (this.#stopping.signal.aborted) return
    if (!this.#isReady) {
      this.#failed = troubleOf(this.#program, `did not start (${how})`)
      return
    }
    const wait = backoffMs()
    this.#say(
      `${this.#program.name} stopped (${how}); starting it again in ${wait / 1000} s. Its log: ${this.#program.log}`,
    )
    const stopped = await sleep(wait, false, { signal: this.#stopping.signal }).catch(() => true)
    if (stopped) return
    this.#launch(Math.min(wait * 2, 30_000))
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
