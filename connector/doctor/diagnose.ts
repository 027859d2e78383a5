import { constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isEnrolled } from '../enrolment'
import { branchAt } from '../git-source'
import { observeFile } from '../observe-file'
import type { ConnectFile, ProxySettings } from '../settings'
import { checkEvents } from './check-loads'
import { checkAccess, checkPath, mayAccess } from './check-path'
import { checkServer } from './check-server'
import { note, ok, problem, type Check, type Finding } from './finding'
import { parseMounts, readMounts } from './mounts'

/** The host that is looked at. */
export interface Host {
  readonly stateDirectory: string
  readonly now: Date
  /** The text of /proc/self/mountinfo; read unless given. */
  readonly mountinfo?: string
}

/** Says what would keep policies from arriving or from being proved on this host. Changes nothing. */
export async function diagnose(
  file: ConnectFile,
  { stateDirectory, now, mountinfo = readMounts() }: Host,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const add = (proxy: string, checks: readonly Check[]) =>
    findings.push(...checks.map((check) => ({ proxy, ...check })))
  const mounts = parseMounts(mountinfo)
  add('server', await checkServer(file))
  for (const settings of file.proxies) {
    const look = observeFile(settings.config)
    add(settings.name, [
      ...checkPath(settings, look, mounts),
      ...checkAccess(settings, mounts),
      ...(await checkGit(settings)),
      ...checkEvents(settings, look, now),
      ...checkState(join(file.stateDirectory ?? stateDirectory, settings.name)),
    ])
  }
  return findings
}

async function checkGit({ mode, git }: ProxySettings): Promise<Check[]> {
  if (mode !== 'git' || git === null) return []
  try {
    const commit = await branchAt(git)
    if (commit !== null) return [ok(`${git.url} has ${git.ref} at ${commit.slice(0, 7)}`)]
    return [
      problem(`${git.url} has no branch ${git.ref}`, 'Give the branch of the environment with --git-ref.'),
    ]
  } catch (error) {
    return [
      problem(
        `${git.url} cannot be fetched: ${error instanceof Error ? error.message : String(error)}`,
        'Check the address, the network, and the token in --git-token-file.',
      ),
    ]
  }
}

function checkState(directory: string): Check[] {
  const there = nearest(directory)
  if (!mayAccess(there, constants.W_OK))
    return [
      problem(
        `the state directory ${directory} cannot be written`,
        'Give it with --state-dir; it holds the token and the positions.',
      ),
    ]
  const enrolment = join(directory, 'enrolment.json')
  if (existsSync(enrolment) && !mayAccess(enrolment, constants.R_OK))
    return [problem(`${enrolment} cannot be read`, 'Run this as the user that the connector runs as.')]
  if (isEnrolled(enrolment)) return []
  return [note('not enrolled yet', 'Start it once with a key of the Connect page.')]
}

/** The folder itself, or the nearest one above it that exists: there it would be made. */
function nearest(directory: string): string {
  return existsSync(directory) ? directory : nearest(dirname(directory))
}
