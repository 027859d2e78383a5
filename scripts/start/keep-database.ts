import { setTimeout as sleep } from 'node:timers/promises'
import { advise } from '../advice'
import { startDatabase, type Database, type DatabaseOptions } from '../database/start-database'

const LOOK_EVERY_MS = 1000

/** A database that is started again, on its port, when it is killed. */
export class KeptDatabase {
  readonly #options: DatabaseOptions
  readonly #stopping = new AbortController()
  #starting: Promise<Database>
  #watching: Promise<void> | undefined

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#starting = startDatabase(options)
    // A failure is thrown by `ready`; stopping before anybody asked must not end the process.
    this.#starting.catch(() => {})
  }

  /** The running database. */
  ready(): Promise<Database> {
    return this.#starting
  }

  /** From now on, looks whether it runs. */
  watch(say: (line: string) => void): void {
    this.#watching = this.#watch(say)
  }

  /** Stops it, also one that is only starting. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#watching
    const database = await this.#starting.catch(() => undefined)
    await database?.stop()
  }

  /** Never rejects: what it meets must not end those who run beside the database. */
  async #watch(say: (line: string) => void): Promise<void> {
    const { signal } = this.#stopping
    // A full disk refuses every attempt in the same words, which are worth one line.
    let told: string | undefined
    while (!signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
      try {
        const database = await this.#starting
        if (signal.aborted || database.runs()) continue
        if (told === undefined) say('PostgreSQL stopped; starting it again')
        await this.#restart(database)
        if (told !== undefined) say('PostgreSQL runs again')
        told = undefined
      } catch (error) {
        const { message } = advise(error, this.#options.directory)
        if (message !== told) say(`PostgreSQL does not start: ${message} Trying again until it does.`)
        told = message
      }
    }
  }

  async #restart(database: Database): Promise<void> {
    // Lets go of the dead one, so that the new one is ours alone.
    await database.stop()
    const next = await startDatabase(this.#options)
    this.#starting = Promise.resolve(next)
  }
}
