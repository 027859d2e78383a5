import { spawnSync } from 'node:child_process'

const PROGRAMS = ['rsync', 'rrsync']

/** Makes sure that rsync is here: in CI as root it is installed when it is missing. Throws a sentence where it is not. */
export function needRsync(): void {
  if (isThere()) return
  if (process.env['CI'] !== undefined && process.getuid?.() === 0) install()
  if (!isThere()) throw new Error(`Install rsync (${PROGRAMS.join(' and ')} are run here), then start again.`)
}

function isThere(): boolean {
  return PROGRAMS.every((name) => spawnSync('which', [name]).status === 0)
}

function install(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const command of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'rsync', 'python3-minimal'],
  ])
    spawnSync('apt-get', command, { stdio: 'ignore', env })
}
