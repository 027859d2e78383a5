import { spawnSync } from 'node:child_process'
import { Advice } from '../advice'

/** The user PostgreSQL runs as: ourselves, unless we are root, whom it refuses. */
export interface Account {
  name: string
  /** For spawn; empty when it is ourselves. */
  ids: { uid: number; gid: number } | Record<string, never>
}

/** Finds an unprivileged account when this process is root. Throws Advice when there is none. */
export function postgresAccount(uid: number | undefined = process.getuid?.()): Account {
  if (uid !== 0) return { name: 'this user', ids: {} }
  for (const name of ['postgres', 'nobody']) {
    const uid = numberOf('-u', name)
    const gid = numberOf('-g', name)
    if (uid !== undefined && gid !== undefined) return { name, ids: { uid, gid } }
  }
  throw new Advice(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody": add one (for example "useradd --system postgres") and start again.',
  )
}

function numberOf(flag: '-u' | '-g', name: string): number | undefined {
  const found = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return found.status === 0 ? Number(found.stdout) : undefined
}

/** Whether the account can enter a folder; under a root home that only root can read it cannot. */
export function canEnter(account: Account, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$0"', folder], { ...account.ids, cwd: '/' }).status === 0
}
