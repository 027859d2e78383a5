import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Advice, advise } from '../advice'
import { removeDatabase } from '../database/start-database'
import { inCheckout } from '../paths'
import { tryLock } from '../processes/lock.mjs'
import { RunFile } from '../processes/run-file'
import { writeAtomically } from '../processes/write-atomically'
import { readPorts } from './ports'

/** Everything that one Lockstep keeps, below one folder. */
export class DataFolder {
  constructor(readonly path: string) {}
  /** Says that the folder is ours; --reset and a start on a folder with other files look for it. */
  readonly marker = this.#at('lockstep-data.json')
  readonly lock = this.#at('lock')
  readonly ports = this.#at('ports.json')
  readonly secrets = this.#at('secrets.json')
  readonly privateKey = this.#at('app.pem')
  readonly database = this.#at('postgres')
  readonly forge = this.#at('forge')
  readonly mirror = this.#at('mirror')
  readonly logs = this.#at('logs')
  readonly forgeReady = this.#at('forge-ready.json')
  readonly runFile = this.#at('run.json')

  #at(name: string): string {
    return join(this.path, name)
  }
}

/** What --reset removes, besides the database. */
const OURS = ['ports', 'secrets', 'privateKey', 'forge', 'mirror', 'logs', 'forgeReady'] as const

/** A folder that this program has for itself until `release`, with what an earlier one left stopped. */
export interface Claim {
  folder: DataFolder
  runFile: RunFile
  release: () => void
}

/** Takes the data folder for this program: makes it, locks it, stops what a killed start left, resets it if asked to. */
export async function claimDataFolder(
  path: string,
  reset: boolean,
  say: (line: string) => void,
): Promise<Claim> {
  try {
    const folder = makeFolder(path)
    const lock = tryLock(folder.lock)
    if (lock.kind === 'held') throw alreadyRunning(folder, lock.by.pid)
    const runFile = new RunFile(folder.runFile)
    const left = await runFile.stopLeftovers()
    if (left.length > 0) say(`Stopped what an earlier start left running: ${left.join(', ')}`)
    if (reset) await removeContents(folder)
    writeAtomically(folder.marker, '{"format":1}\n')
    mkdirSync(folder.logs, { recursive: true, mode: 0o700 })
    return { folder, runFile, release: lock.release }
  } catch (error) {
    throw advise(error, path)
  }
}

function makeFolder(path: string): DataFolder {
  refuseForeign(path)
  // Others may pass through but not list: as root, PostgreSQL's user has its cluster below.
  mkdirSync(path, { recursive: true, mode: 0o711 })
  return new DataFolder(realpathSync(path))
}

/** A folder with somebody's files in it was probably named by mistake, and must not be filled, let alone reset. */
function refuseForeign(path: string): void {
  if (path === inCheckout('.lockstep') || !existsSync(path)) return
  const names = readdirSync(path)
  if (names.length === 0 || names.includes('lockstep-data.json')) return
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
