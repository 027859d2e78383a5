import { PrismaPg } from '@prisma/adapter-pg'
import { Client, type ClientConfig, type Pool, type PoolClient } from 'pg'
import { PrismaClient } from './generated/client'
import type { Room } from '@/lib/server-holder'
import { isAway, isBusy } from './is-away'
import { LanePool } from './lane-pool'

/** Whose work it is. Each kind has connections of its own, so that none can take those of another, however much there is of it. */
export type Lane = 'people' | 'machines' | 'jobs' | 'renewals'

/** How many connections a kind of work has in one process, and how long it waits for one while all of them are in use. */
export interface LaneLimits {
  readonly connections: number
  readonly waitMs: number
}

/**
 * PostgreSQL allows 100 connections by default, and several replicas share them: each has these, and two of `connect`. Whoever waits for a
 * page would rather be told. A merge makes a whole fleet report at once, and to send that again costs more than to wait for it. Jobs have time.
 */
const LANES: Readonly<Record<Lane, LaneLimits>> = {
  people: { connections: 8, waitMs: 3_000 },
  machines: { connections: 10, waitMs: 5_000 },
  jobs: { connections: 3, waitMs: 15_000 },
  renewals: { connections: 2, waitMs: 15_000 },
}
/** Longest time to open a connection: seconds on a host that is busy. */
const CONNECT_MS = 10_000
/** A new connection costs more than many queries on a host that is busy: it is kept over ordinary pauses. */
const IDLE_MS = 60_000

/** The app's database: Prisma for entities, plain SQL for the decision log and charts, both on one pool. */
export interface Database {
  readonly prisma: PrismaClient
  readonly pool: Pool
  /** Runs plain SQL in one transaction; a throw rolls it back. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>
  /** The same database with the connections of another kind of work. */
  lane(lane: Lane): Database
  /** A connection outside of the lanes, for what lasts: to listen, to hold locks. It ends with the others at the latest. */
  connect(): Promise<Client>
  /** Whether a connection of this lane is free, or becomes so within the time that its work waits. */
  room(): Promise<Room>
  /** Ends all connections, of whatever kind of work. */
  close(): Promise<void>
}

/**
 * Opens the database for people; connects on first use. `onError` hears of idle connections that broke (the database was stopped): without
 * a listener that would end the process. A statement is ended after `statementMs` (0: never): what nobody waits for any more must not keep
 * its connection and its locks.
 */
export function openDatabase(
  url: string,
  onError: (error: Error) => void,
  { statementMs = 0, lanes = LANES }: { readonly statementMs?: number; readonly lanes?: typeof LANES } = {},
): Database {
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    options: `-c timezone=UTC -c statement_timeout=${statementMs}`,
  }
  const opened = new Map<Lane, Database>()
  const apart = new Set<Client>()
  const lane = (name: Lane): Database => {
    const known = opened.get(name)
    if (known !== undefined) return known
    const { connections, waitMs } = lanes[name]
    const pool = new LanePool(
      {
        ...settings,
        // The driver bounds waiting by the same.
        connectionTimeoutMillis: Math.max(CONNECT_MS, waitMs + 1_000),
        max: connections,
        idleTimeoutMillis: IDLE_MS,
      },
      waitMs,
    )
    pool.on('error', onError)
    // One that breaks while somebody holds it tells nobody else, and an error that nobody hears ends the process. Its next query fails.
    pool.on('connect', (client) => client.on('error', () => undefined))
    const prisma = new PrismaClient({
      adapter: new PrismaPg(pool),
      // Its own bounds (2 s to begin, 5 s in all) fail people's acts on a host that is only busy.
      transactionOptions: { maxWait: waitMs + CONNECT_MS, timeout: 20_000 },
    })
    const made: Database = {
      prisma,
      pool,
      transaction: (work) => inTransaction(pool, work),
      lane,
      connect: () => connectApart(settings, apart),
      room: () => findRoom(pool),
      close: () => closeAll([...opened.values()], apart),
    }
    opened.set(name, made)
    return made
  }
  return lane('people')
}

async function connectApart(settings: ClientConfig, apart: Set<Client>): Promise<Client> {
  const client = new Client(settings)
  client.on('error', () => undefined)
  await client.connect()
  apart.add(client)
  client.once('end', () => apart.delete(client))
  return client
}

async function findRoom(pool: Pool): Promise<Room> {
  try {
    const client = await pool.connect()
    client.release()
    return 'free'
  } catch (error) {
    if (isBusy(error)) return 'busy'
    // What else hinders, such as a password that is refused, is for the work to say.
    return isAway(error) ? 'away' : 'free'
  }
}

async function closeAll(databases: readonly Database[], apart: ReadonlySet<Client>): Promise<void> {
  await Promise.all([...apart].map((client) => client.end()))
  await Promise.all(
    databases.map(async ({ prisma, pool }) => {
      await prisma.$disconnect()
      await pool.end()
    }),
  )
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
