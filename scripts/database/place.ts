import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Advice } from '../advice'
import { canEnter, type Account } from './account'

/**
 * Where root keeps what an unprivileged user must reach when the data folder lies below a home that only root can read: clusters,
 * and a copy of the binaries.
 */
export const OUTSIDE = '/var/lib/lockstep'

/** Where a database lives. */
export interface Place {
  /** The folder that was asked for: password, log, lock, users. Only we read it. */
  own: string
  /** The folder that PostgreSQL's account can enter; usually the same. */
  reachable: string
  /** The cluster. */
  data: string
}

/** Finds the place for `directory` and makes its folders (not the cluster). */
export function findPlace(directory: string, account: Account, outside: string = OUTSIDE): Place {
  mkdirSync(directory, { recursive: true, mode: 0o711 })
  const own = realpathSync(directory)
  const reachable = reachableFolder(own, account, outside)
  return { own, reachable, data: join(reachable, 'data') }
}

function reachableFolder(own: string, account: Account, outside: string): string {
  const recorded = readRecord(own)
  if (recorded !== undefined && existsSync(recorded)) return recorded
  if (!('uid' in account.ids) || canEnter(account, own)) return own
  if (existsSync(join(own, 'data'))) {
    throw new Advice(
      `The user ${account.name} can no longer enter ${own}: give its parent folders back the permission to pass (chmod o+x).`,
    )
  }
  removeAbandoned(outside)
  const folder = join(outside, `data-${randomUUID()}`)
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  chmodSync(outside, 0o755)
  writeFileSync(join(folder, 'belongs-to'), own)
  writeFileSync(join(own, 'elsewhere'), folder)
  return folder
}

function readRecord(own: string): string | undefined {
  const file = join(own, 'elsewhere')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Removes what lies outside on behalf of a data folder that was deleted by hand. */
function removeAbandoned(outside: string): void {
  if (!existsSync(outside)) return
  for (const name of readdirSync(outside).filter((name) => name.startsWith('data-'))) {
    const folder = join(outside, name)
    const owner = join(folder, 'belongs-to')
    // Without a note it may be in the making right now.
    if (existsSync(owner) && readRecord(readFileSync(owner, 'utf8')) !== folder)
      rmSync(folder, { recursive: true, force: true })
  }
}

/** Removes a stopped database, wherever it lives. */
export function removePlace(directory: string): void {
  if (!existsSync(directory)) return
  const elsewhere = readRecord(directory)
  if (elsewhere !== undefined && existsSync(join(elsewhere, 'belongs-to')))
    rmSync(elsewhere, { recursive: true, force: true })
  rmSync(directory, { recursive: true, force: true })
}
