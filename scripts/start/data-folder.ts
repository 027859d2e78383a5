import { existsSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '@/lib/make-folder'
import { Advice, advise } from '../advice'
import { removeDatabase } from '../database/start-database'
import { inCheckout } from '../paths'
import { tryLock } from '../processes/lock.mjs'
import { RunFile } from '../processes/run-file'
import { writeAtomically } from '../processes/write-atomically'
import { readPorts } from './ports'

/** Everything that one Lockstep keeps, below one folder. */
export type DataFolder = ReturnType<typeof dataFolder>

function dataFolder(path: string) {
  return {
    path,
    /** Says that the folder is ours: a start on somebody else's files, let alone a reset, is refused. */
    marker: join(path, MARKER),
    lock: join(path, 'lock'),
    /** There while the holder of the lock stops. */
    stopping: join(path, 'stopping'),
    ports: join(path, 'ports.json'),
    secrets: join(path, 'secrets.json'),
    privateKey: join(path, 'app.pem'),
    database: join(path, 'postgres'),
    forge: join(path, 'forge'),
    forgeReady: join(path, 'forge-ready.json'),
    mirror: join(path, 'mirror'),
    /** Of the demo fleet: enrolments, policies, events and counters. */
    demo: join(path, 'demo'),
    logs: join(path, 'logs'),
    runFile: join(path, 'run.json'),
  } as const
}

const MARKER = 'lockstep-data.json'

const NOTICE_PATIENCE_MS = 1000
const STOP_PATIENCE_MS = 60_000

/** What --reset removes, besides the database. */
const OURS = ['ports', 'secrets', 'privateKey', 'forge', 'mirror', 'demo', 'logs', 'forgeReady'] as const

/** A folder that this program has for itself until `release`, with what an earlier one left stopped. */
export interface Claim {
  folder: DataFolder
  runFile: RunFile
  release: () => void
  /** Tells a start that comes now that waiting is worth it. */
  announceStop: () => void
}

/** Takes the data folder for this program: makes it, locks it, stops what a killed start left, resets it if asked to. */
export async function claimDataFolder(
  path: string,
  reset: boolean,
  say: (line: string) => void,
): Promise<Claim> {
  try {
    const folder = makeDataFolder(path)
    const unlock = await lockFolder(folder, say)
    rmSync(folder.stopping, { force: true })
    const runFile = new RunFile(folder.runFile)
    const left = await runFile.stopLeftovers()
    if (left.length > 0) say(`Stopped what an earlier start left running: ${left.join(', ')}`)
    if (reset) await removeContents(folder)
    writeAtomically(folder.marker, '{"format":1}\n')
    makeFolder(folder.logs, 0o700)
    return { folder, runFile, release: unlock, announceStop: () => announceStop(folder) }
  } catch (error) {
    throw advise(error, path)
  }
}

/** A courtesy to the next start: that its folder is gone or takes no files any more must not keep this one from stopping. */
function announceStop(folder: DataFolder): void {
  try {
    writeFileSync(folder.stopping, '')
  } catch {
    // Whoever comes now waits a moment instead of a minute, and is told that Lockstep still runs.
  }
}

/** Takes the lock. One that is held gets a moment: its holder may just have lost the npm that ran it, and be about to stop. */
async function lockFolder(folder: DataFolder, say: (line: string) => void): Promise<() => void> {
  const began = Date.now()
  for (let told = false; ; await sleep(50)) {
    const lock = tryLock(folder.lock)
    if (lock.kind === 'taken') return lock.release
    const stopping = existsSync(folder.stopping)
    if (Date.now() - began > (stopping ? STOP_PATIENCE_MS : NOTICE_PATIENCE_MS))
      throw alreadyRunning(folder, lock.by.pid)
    if (stopping && !told) say('Waiting for the Lockstep that stops on this data folder')
    told ||= stopping
  }
}

function makeDataFolder(path: string): DataFolder {
  refuseForeign(path)
  // Others may pass through but not list: as root, PostgreSQL's user has its cluster below.
  makeFolder(path, 0o711)
  return dataFolder(realpathSync(path))
}

/** A folder with somebody's files in it was probably named by mistake, and must not be filled, let alone reset. */
function refuseForeign(path: string): void {
  if (path === inCheckout('.lockstep') || !existsSync(path)) return
  const names = readdirSync(path)
  if (names.length === 0 || names.includes(MARKER)) return
  // Killed between locking and marking.
  if (names.every((name) => name === 'lock')) return
  throw new Advice(`${path} holds files that are not Lockstep's: name an empty or a new folder with --data.`)
}

function alreadyRunning(folder: DataFolder, pid: number): Advice {
  const { app } = readPorts(folder.ports)
  const where = app === undefined ? '' : ` at http://127.0.0.1:${app}`
  return new Advice(
    `Lockstep already runs on ${folder.path}${where} (process ${pid}): use it, stop it, or name another folder with --data.`,
  )
}

async function removeContents(folder: DataFolder): Promise<void> {
  await removeDatabase(folder.database)
  for (const name of OURS) rmSync(folder[name], { recursive: true, force: true })
}
