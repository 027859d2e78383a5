import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { Advice, advise } from '../advice'
import { takeLock } from '../processes/lock.mjs'
import { postgresAccount } from './account'
import { findBinaries } from './binaries'
import { ensureCluster } from './cluster'
import { findPlace, OUTSIDE, removePlace, type Place } from './place'
import { ensureServer, lastWords, runningServer, stopServer, type Launch, type Server } from './server'
import { addUser, isUsed, removeUser } from './users'

/** A running embedded PostgreSQL. */
export interface Database {
  /** postgresql:// address of the maintenance database, with the password: never print it. */
  url: string
  /** A program that was killed had left the server running, and it is now ours to stop. */
  adopted: boolean
  /** Whether the server still runs. */
  runs(): boolean
  /** What a client's failure means: advice where the failure or the server's log says what a person can mend, else the failure itself. */
  explain(error: unknown): Error
  /** Lets go of the server; the last one that uses it stops it. */
  stop(): Promise<void>
}

export interface DatabaseOptions {
  /** Holds the cluster, its password, log and lock; made when missing. One server per folder. */
  directory: string
  /** Preferred port of 127.0.0.1; another one is taken when it is busy. Default: the last one, so that addresses stay valid. */
  port?: number
  /** False for tests: a power cut may lose the database. */
  durable?: boolean
  onProgress?: (what: string) => void
}

/** Starts the embedded PostgreSQL of a folder, or joins the one that runs. Throws Advice for what a person can mend. */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const say = options.onProgress ?? (() => {})
  try {
    const account = postgresAccount()
    const place = findPlace(options.directory, account)
    const release = await takeLock(join(place.own, 'lock'), () =>
      say('waiting for another program that starts this database'),
    )
    try {
      const binaries = findBinaries(account, OUTSIDE)
      if (!existsSync(place.data)) say('creating the database')
      const password = ensureCluster(place, binaries, account)
      return await connectTo(
        { place, binaries, account, durable: options.durable ?? true },
        password,
        options.port,
      )
    } finally {
      release()
    }
  } catch (error) {
    throw advise(error, options.directory)
  }
}

async function connectTo(launch: Launch, password: string, port: number | undefined): Promise<Database> {
  const { place } = launch
  const server = await ensureServer(launch, port ?? lastPort(place))
  const url = `postgresql://postgres:${password}@127.0.0.1:${server.port}/postgres`
  const { token, others } = await useServer(place, server, url)
  return {
    url,
    adopted: server.found && !others,
    runs: () => runningServer(place) !== undefined,
    explain: (error) => explain(error, place),
    stop: () => leave(place, token, server.pid),
  }
}

/** Becomes a user of the server; if that fails, one that nobody uses must not go on running. */
async function useServer(place: Place, server: Server, url: string): Promise<ReturnType<typeof addUser>> {
  try {
    await checkConnection(url)
    writeFileSync(join(place.own, 'port'), String(server.port))
    return addUser(place.own)
  } catch (error) {
    if (!isUsed(place.own)) await stopServer(place, server.pid)
    throw error
  }
}

function explain(error: unknown, place: Place): Error {
  const seen = advise(error, place.own)
  if (seen instanceof Advice) return seen
  const said = advise(new Error(lastWords(place), { cause: error }), place.own)
  return said instanceof Advice ? said : seen
}

function lastPort(place: Place): number | undefined {
  const file = join(place.own, 'port')
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

/** Proves that the server answers and takes the password. */
async function checkConnection(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  await client.end()
}

async function leave(place: Place, token: string, server: number): Promise<void> {
  const release = await lockIfPossible(place)
  try {
    if (!removeUser(place.own, token)) await stopServer(place, server)
  } finally {
    release()
  }
}

/**
 * A full disk has no room for the file of a lock, and the last user must stop the server all the same. Nobody starts or joins it
 * meanwhile: that takes the same lock. A folder that was removed is not made again.
 */
async function lockIfPossible(place: Place): Promise<() => void> {
  try {
    if (existsSync(place.own)) return await takeLock(join(place.own, 'lock'))
  } catch (error) {
    if (!(advise(error, place.own) instanceof Advice)) throw error
  }
  return () => {}
}

/** Stops what runs and removes the cluster of a folder for ever. Refuses while a living program uses it. */
export async function removeDatabase(directory: string): Promise<void> {
  if (!existsSync(directory)) return
  const place = findPlace(directory, postgresAccount())
  const release = await takeLock(join(place.own, 'lock'))
  try {
    if (isUsed(place.own))
      throw new Advice(`Another program uses the database in ${place.own}: stop it first.`)
    await stopServer(place)
    removePlace(place.own)
  } finally {
    release()
  }
}
