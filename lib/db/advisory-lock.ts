import type { Client } from 'pg'
import type { Database } from './database'

const sessions = new WeakMap<Database, LockSession>()

/**
 * Runs `work` if nobody holds the lock of this name, neither in this process nor in another, else returns false at once. The lock belongs to
 * a connection: it ends with the process, however that ends.
 */
export function tryWithLock(database: Database, name: string, work: () => Promise<void>): Promise<boolean> {
  const session = sessions.get(database) ?? new LockSession(database)
  sessions.set(database, session)
  return session.tryWith(name, work)
}

/**
 * All locks of a process by one connection apart from the others: each of them would keep one from work for as long as it is held, and some
 * jobs wait for the forge meanwhile.
 */
class LockSession {
  /** PostgreSQL gives a connection once more what it holds already. */
  readonly #held = new Set<string>()
  #connection: Promise<Client> | null = null

  constructor(private readonly database: Database) {}

  async tryWith(name: string, work: () => Promise<void>): Promise<boolean> {
    if (this.#held.has(name)) return false
    this.#held.add(name)
    try {
      const client = await this.#open()
      if (!(await ask(client, 'pg_try_advisory_lock', name))) return false
      try {
        await work()
      } finally {
        // Where that fails the connection is broken, and the lock gone with it; ending it makes sure.
        await ask(client, 'pg_advisory_unlock', name).catch(() => client.end())
      }
      return true
    } finally {
      this.#held.delete(name)
    }
  }

  #open(): Promise<Client> {
    this.#connection ??= this.#connect().catch((error: unknown) => {
      this.#connection = null
      throw error
    })
    return this.#connection
  }

  async #connect(): Promise<Client> {
    const client = await this.database.connect()
    client.once('end', () => {
      this.#connection = null
    })
    return client
  }
}

async function ask(client: Client, call: string, name: string): Promise<boolean> {
  const text = `SELECT ${call}(hashtextextended($1, 0)) AS done`
  return (await client.query<{ done: boolean }>(text, [name])).rows[0]?.done === true
}
