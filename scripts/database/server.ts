import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Advice, advise } from '../advice'
import { processArguments, processIdentity } from '../processes/identity.mjs'
import type { Account } from './account'
import type { Binaries } from './binaries'
import { NEUTRAL_ENVIRONMENT } from './cluster'
import type { Place } from './place'

/** A PostgreSQL that runs on a cluster. */
export interface Server {
  pid: number
  port: number
}

/** What is needed to run a server; `durable: false` trades safety against a power cut for speed, in tests. */
export interface Launch {
  place: Place
  binaries: Binaries
  account: Account
  durable: boolean
}

/** How long a start may take, recovery after a crash included. */
const PATIENCE_MS = 120_000
const PORTS_TO_TRY = 20
const LOG_LIMIT_BYTES = 10_000_000

/** Settings for a small machine that other programs share. The time zone is ours, not the host's. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
}
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

type State = Server & { ready: boolean }

/** The server that runs on the cluster, if any. A pid that now belongs to another program is none. */
export function runningServer(place: Place): State | undefined {
  const file = join(place.data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  // Lines as in PostgreSQL's miscadmin.h: pid, data directory, start time, port, socket directory, address, memory, status.
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!isServerOf(pid, place)) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

function isServerOf(pid: number, place: Place): boolean {
  if (processIdentity(pid) === undefined) return false
  const [program = '', ...args] = processArguments(pid)
  return basename(program) === 'postgres' && args.includes(place.data)
}

/** Joins the server of the cluster or starts one, preferably on `port`. `found` says which. */
export async function ensureServer(launch: Launch, port?: number): Promise<Server & { found: boolean }> {
  const deadline = Date.now() + PATIENCE_MS
  let wish = port
  for (let busy = 0; Date.now() < deadline; await sleep(20)) {
    const running = runningServer(launch.place)
    if (running?.ready === true) return { ...running, found: true }
    // Not ready: it recovers or stops; either ends.
    if (running !== undefined) continue
    const chosen = wish ?? (await freePort())
    const outcome = await start(launch, chosen, deadline)
    if (outcome.kind === 'ready') return { pid: outcome.pid, port: chosen, found: false }
    if (outcome.kind === 'busy-port') wish = undefined
    if (outcome.kind === 'busy-port' && ++busy === PORTS_TO_TRY) break
  }
  throw new Advice(
    `PostgreSQL did not start within ${PATIENCE_MS / 1000} seconds: see ${logFile(launch.place)}.`,
  )
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

type Outcome = { kind: 'ready'; pid: number } | { kind: 'busy-port' } | { kind: 'try-again' }

async function start(launch: Launch, port: number, deadline: number): Promise<Outcome> {
  removeStalePidFile(launch.place)
  const log = openLog(launch.place)
  const child = spawnServer(launch, port, log.descriptor)
  closeSync(log.descriptor)
  const spawned: { failure?: Error } = {}
  child.once('error', (error) => (spawned.failure = error))
  while (child.exitCode === null && child.signalCode === null && spawned.failure === undefined) {
    const state = runningServer(launch.place)
    if (state?.ready === true && state.pid === child.pid) return { kind: 'ready', pid: state.pid }
    if (Date.now() > deadline) child.kill('SIGQUIT')
    await sleep(10)
  }
  if (spawned.failure !== undefined) throw spawned.failure
  return explainExit(launch.place, readFileSync(logFile(launch.place), 'utf8').slice(log.length))
}

/** PostgreSQL refuses to start when a process of its own user has the pid that a crashed server left behind. */
function removeStalePidFile(place: Place): void {
  const file = join(place.data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  // A dead server's file stays: PostgreSQL reads there which shared memory to check for survivors.
  if (processIdentity(pid) !== undefined || Number.isNaN(pid)) rmSync(file, { force: true })
}

function logFile(place: Place): string {
  return join(place.own, 'postgres.log')
}

/** A file, not a pipe: the server may outlive us. */
function openLog(place: Place): { descriptor: number; length: number } {
  const file = logFile(place)
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`)
  const length = existsSync(file) ? readFileSync(file, 'utf8').length : 0
  return { descriptor: openSync(file, 'a', 0o600), length }
}

function spawnServer({ place, binaries, account, durable }: Launch, port: number, log: number): ChildProcess {
  const settings = { ...SETTINGS, port: String(port), ...(durable ? {} : NOT_DURABLE) }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(binaries.folder, 'bin/postgres'), ['-D', place.data, ...flags], {
    ...account.ids,
    cwd: '/',
    env: NEUTRAL_ENVIRONMENT,
    stdio: ['ignore', log, log],
    // Its own process group: Ctrl-C in a terminal reaches us only, and we stop it after those that use it.
    detached: true,
  })
  child.unref()
  return child
}

function explainExit(place: Place, said: string): Outcome {
  if (/Address already in use/.test(said)) return { kind: 'busy-port' }
  // Workers of a killed server need a moment to notice; another starter may have been faster.
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(said))
    return { kind: 'try-again' }
  const reason = lastFailure(said) ?? said.trim()
  const advice = advise(new Error(reason), place.reachable)
  if (advice instanceof Advice) throw advice
  throw new Advice(`PostgreSQL did not start (${reason}): see ${logFile(place)}.`)
}

function lastFailure(said: string): string | undefined {
  return said.split('\n').findLast((line) => /FATAL|PANIC|ERROR/.test(line))
}

/** What the server said last of what went wrong: its clients often see no more than a connection that ends. */
export function lastWords(place: Place): string {
  return lastFailure(readFileSync(logFile(place), 'utf8')) ?? ''
}

/**
 * Stops a server and waits until it is gone: a fast shutdown first, harder after 20 seconds. `lastSeen` is the server to stop where the
 * folder does not say any more which one runs, because somebody removed it.
 */
export async function stopServer(place: Place, lastSeen?: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const pid = runningServer(place)?.pid ?? lastSeen
    if (pid === undefined || !isServerOf(pid, place)) return
    process.kill(pid, signal)
    const deadline = Date.now() + 20_000
    while (Date.now() < deadline && isServerOf(pid, place)) await sleep(10)
  }
}
