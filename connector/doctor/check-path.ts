import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Observation } from '../observe-file'
import { observeFile } from '../observe-file'
import type { ProxySettings } from '../settings'
import { note, ok, problem, type Check } from './finding'
import { isNetworkType, mountOf, type Mount } from './mounts'

const RELAY = 'Use mode relay: give that path as --source and a plain file of its own as --config.'

/** What the live path is: a plain file on a local disk, that nothing else replaces, is what everything works with. */
export function checkPath(
  { config, mode }: ProxySettings,
  look: Observation,
  mounts: readonly Mount[],
): Check[] {
  const checks: Check[] = []
  const isNew = mode !== 'observe' && !existsSync(config) && existsSync(dirname(config))
  if (isNew) {
    checks.push(
      note(
        `${config} does not exist yet: the connector makes it`,
        'Start the connector first, then the proxy.',
      ),
    )
  } else if (look.content === null) {
    checks.push(
      problem(
        `${config} cannot be used: ${look.error}`,
        'Write a first policy there, readable by the proxy and the connector.',
      ),
    )
  } else checks.push(ok(`${config} is there, sha256 ${look.content.sha256.slice(0, 12)}`))
  checks.push(...checkLinks(config, mode, look))
  const path = look.parts.at(-1)?.path ?? config
  const mount = mountOf(path, mounts)
  if (look.network || (mount !== null && isNetworkType(mount.type)))
    checks.push(
      problem(
        `${config} lies on a network file system${mount === null ? '' : ` (${mount.type})`}`,
        'Move it to a local disk: change times there prove nothing, so "running" is never shown.',
      ),
    )
  const checkout = checkoutOf(path)
  if (checkout !== null)
    checks.push(
      problem(`${config} lies in the git checkout ${checkout}: git replaces files by renaming`, RELAY),
    )
  if (mount?.mountPoint === path)
    checks.push(
      problem(
        `${config} is mounted as a single file (subPath or bind mount)`,
        'Mount the directory instead: a replaced file never arrives in such a mount.',
      ),
    )
  return checks
}

function checkLinks(config: string, mode: ProxySettings['mode'], { parts }: Observation): Check[] {
  const link = parts.find(({ kind }) => kind === 'link')
  if (parts.some(({ path }) => path.includes('/..data')))
    return [
      problem(`${config} is a ConfigMap or Secret mount: its swaps are not seen by the stock proxy`, RELAY),
    ]
  if (link === undefined) return []
  return mode === 'observe'
    ? [
        problem(
          `${link.path} is a link: when it is pointed elsewhere, the stock proxy does not notice`,
          RELAY,
        ),
      ]
    : [
        note(
          `${link.path} is a link; its target is written in place`,
          'Make sure that nothing else points the link elsewhere.',
        ),
      ]
}

/** The git work tree in which a path lies, or null. */
function checkoutOf(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return null
  }
}

/** Whether the connector can write the live file, and read the source. */
export function checkAccess({ config, mode, source }: ProxySettings, mounts: readonly Mount[]): Check[] {
  if (mode === 'observe') return []
  const checks = [
    mayAccess(existsSync(config) ? config : dirname(config), constants.W_OK)
      ? ok(`${config} can be written`)
      : problem(
          `${config} cannot be written by this user`,
          'Run the connector as the owner of the file, or give its group write access.',
        ),
  ]
  return source === null ? checks : [...checks, ...checkSource(source, mounts)]
}

function checkSource(source: string, mounts: readonly Mount[]): Check[] {
  const look = observeFile(source)
  if (!mayAccess(source, constants.R_OK))
    return [
      problem(
        `the source ${source} cannot be read`,
        'Check the path that your delivery tool fills, and its permissions.',
      ),
    ]
  if (mountOf(source, mounts)?.mountPoint === source)
    return [
      problem(
        `the source ${source} is mounted as a single file (subPath or bind mount)`,
        'Mount the directory instead: a replaced file never arrives in such a mount.',
      ),
    ]
  return look.content === null
    ? [
        problem(
          `the source ${source} cannot be used: ${look.error}`,
          'Look at your delivery tool: it fills that path.',
        ),
      ]
    : [ok(`the source ${source} is there, sha256 ${look.content.sha256.slice(0, 12)}`)]
}

export function mayAccess(path: string, how: number): boolean {
  try {
    accessSync(path, how)
    return true
  } catch {
    return false
  }
}
