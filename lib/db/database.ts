import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, type PoolClient } from 'pg'
import { PrismaClient } from './generated/client'

/** Connections of one process; PostgreSQL allows 100 by default, and several replicas share them. */
const CONNECTIONS = 12
/** Longest wait for one of them. */
const CONNECT_MS = 5_000

/** The app's database: Prisma for entities, plain SQL for the decision log and charts, both on one pool. */
export interface Database {
  readonly prisma: PrismaClient
  readonly pool: Pool
  /** Runs plain SQL in one transaction; a throw rolls it back. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Opens a pool; connects on first use. `onError` hears of idle connections that broke (the database was stopped): without a listener
 * that would end the process. A statement is ended after `statementMs` (0: never): what nobody waits for any more must not keep its
 * connection and its locks.
 */
export function openDatabase(
  url: string,
  onError: (error: Error) => void,
  { statementMs = 0 }: { readonly statementMs?: number } = {},
): Database {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    options: `-c timezone=UTC -c statement_timeout=${statementMs}`,
  })
  pool.on('error', onError)
  // One that breaks while somebody holds it tells nobody else, and an error that nobody hears ends the process. Its next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    // Its own bounds (2 s to begin, 5 s in all) fail people's acts on a host that is only busy.
    transactionOptions: { maxWait: CONNECT_MS, timeout: 4 * CONNECT_MS },
  })
  return {
    prisma,
    pool,
    transaction: (work) => inTransaction(pool, work),
    close: async () => {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((rollback: Error) => {
      broken = rollback
    })
    throw error
  } finally {
    // A connection that cannot even roll back is thrown away instead of going back into the pool.
    client.release(broken)
  }
}
