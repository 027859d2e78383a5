import { spawnSync } from 'node:child_process'

/** Where rsync is; null where there is none. In CI as root it is installed when it is missing. */
export function findRsync(): string | null {
  if (!isThere() && process.env['CI'] !== undefined && process.getuid?.() === 0) install()
  return isThere() ? 'rsync' : null
}

function isThere(): boolean {
  return ['rsync', 'rrsync'].every((name) => spawnSync('which', [name]).status === 0)
}

function install(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const command of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'rsync', 'python3-minimal'],
  ])
    spawnSync('apt-get', command, { stdio: 'ignore', env })
}
