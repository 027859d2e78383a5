import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EventFile } from './event-file'
import { readEvent } from './event-line'
import { HttpClient } from './http-client'
import { observeFile, type Observation } from './observe-file'
import { fitsStart, seeProcess } from './process-start'
import { readCertificates } from './server-link'
import type { ConnectFile, ProxySettings } from './settings'
import { samePath } from './match-instance'

export interface Finding {
  readonly proxy: string
  readonly level: 'ok' | 'note' | 'problem'
  readonly what: string
  /** What to do; null when there is nothing to do. */
  readonly next: string | null
}

type Check = Omit<Finding, 'proxy'>

const ok = (what: string): Check => ({ level: 'ok', what, next: null })
const note = (what: string, next: string): Check => ({ level: 'note', what, next })
const problem = (what: string, next: string): Check => ({ level: 'problem', what, next })

/** Says what would keep policies from arriving or from being proved on this host. Changes nothing. */
export async function diagnose(file: ConnectFile, stateDirectory: string): Promise<Finding[]> {
  const findings: Finding[] = []
  const add = (proxy: string, checks: readonly Check[]) =>
    findings.push(...checks.map((check) => ({ proxy, ...check })))
  add('server', await checkServer(file))
  for (const settings of file.proxies) {
    const look = observeFile(settings.config)
    add(settings.name, [
      ...checkPath(settings, look),
      ...checkWriting(settings),
      ...checkEvents(settings),
      ...checkLoads(settings, look),
      ...checkState(join(file.stateDirectory ?? stateDirectory, settings.name)),
    ])
  }
  return findings
}

async function checkServer({ server, allowHttp, ca }: ConnectFile): Promise<Check[]> {
  try {
    const certificates = readCertificates(ca)
    const client = new HttpClient(server, { allowHttp, ...(certificates ? { ca: certificates } : {}) })
    const asked = Date.now()
    const { status } = await client.send({ method: 'GET', path: '/healthz', timeoutMs: 10_000 })
    client.close()
    if (status === 200) return [ok(`${server} answers in ${Date.now() - asked} ms`)]
    return [
      problem(`${server} answers ${status} on /healthz`, 'Is this the address of Lockstep, and is it up?'),
    ]
  } catch (error) {
    return [
      problem(
        error instanceof Error ? error.message : String(error),
        'Check the address, the network and the firewall.',
      ),
    ]
  }
}

function checkPath({ config, mode }: ProxySettings, look: Observation): Check[] {
  const checks: Check[] = []
  const link = look.parts.find(({ kind }) => kind === 'link')
  if (look.content === null) {
    checks.push(
      problem(
        `${config} cannot be used: ${look.error}`,
        'Write a first policy there, readable by the proxy and the connector.',
      ),
    )
  } else checks.push(ok(`${config} is there, sha256 ${look.content.sha256.slice(0, 12)}`))
  const relay = 'Use mode relay: give that path as --source and a plain file of its own as --config.'
  if (look.parts.some(({ path }) => path.includes('/..data'))) {
    checks.push(
      problem(`${config} is a ConfigMap or Secret mount: its swaps are not seen by the stock proxy`, relay),
    )
  } else if (link !== undefined) {
    checks.push(
      mode === 'observe'
        ? problem(
            `${link.path} is a link: when it is pointed elsewhere, the stock proxy does not notice`,
            relay,
          )
        : note(
            `${link.path} is a link; its target is written in place`,
            'Make sure that nothing else points the link elsewhere.',
          ),
    )
  }
  if (look.network)
    checks.push(
      problem(
        `${config} lies on a network file system`,
        'Move it to a local disk: change times there prove nothing, so "running" is never shown.',
      ),
    )
  if (existsSync(join(dirname(config), '.git')))
    checks.push(problem(`${config} lies in a git checkout: git replaces files by renaming`, relay))
  if (isMountPoint(config))
    checks.push(
      problem(
        `${config} is mounted as a single file (subPath or bind mount)`,
        'Mount the directory instead: a replaced file never arrives in such a mount.',
      ),
    )
  return checks
}

function isMountPoint(path: string): boolean {
  try {
    return lstatSync(path).dev !== statSync(dirname(path)).dev
  } catch {
    return false
  }
}

function checkWriting({ config, mode, source }: ProxySettings): Check[] {
  if (mode === 'observe') return []
  const checks = [
    mayAccess(existsSync(config) ? config : dirname(config), constants.W_OK)
      ? ok(`${config} can be written`)
      : problem(
          `${config} cannot be written by this user`,
          'Run the connector as the owner of the file, or give its group write access.',
        ),
  ]
  if (source !== null && !mayAccess(source, constants.R_OK))
    checks.push(
      problem(
        `the source ${source} cannot be read`,
        'Check the path that your delivery tool fills, and its permissions.',
      ),
    )
  return checks
}

function mayAccess(path: string, how: number): boolean {
  try {
    accessSync(path, how)
    return true
  } catch {
    return false
  }
}

function checkEvents({ events }: ProxySettings): Check[] {
  if (!mayAccess(events, constants.R_OK))
    return [
      problem(
        `the folder of events ${events} cannot be read`,
        'It is ~/.intercept/events of the user that runs the proxy; give it with --events.',
      ),
    ]
  const count = readdirSync(events).filter((name) => name.endsWith('.jsonl')).length
  return count > 0
    ? [ok(`${count} event files in ${events}`)]
    : [note(`no event file in ${events} yet`, 'Start the proxy once.')]
}

/** A file that is newer than the last load of a living process: its watch is dead. */
function checkLoads({ config, events }: ProxySettings, look: Observation): Check[] {
  const file = look.parts.at(-1)
  if (!mayAccess(events, constants.R_OK) || file === undefined) return []
  const checks: Check[] = []
  for (const name of readdirSync(events).filter((entry) => entry.endsWith('.jsonl'))) {
    const load = lastLoad(join(events, name), config)
    if (load === null) continue
    const late =
      Number(file.ctimeNs / 1_000_000n) > load.at + 1_000 &&
      Date.now() - Number(file.ctimeNs / 1_000_000n) > 5_000
    const skewS = Math.round(load.skewMs / 1000)
    if (late)
      checks.push(
        problem(
          `process ${load.pid} (${name.slice(0, 8)}) did not load the newest file: its watch is dead`,
          'Restart it; something replaced the file instead of writing into it.',
        ),
      )
    if (Math.abs(skewS) > 1)
      checks.push(
        problem(
          `the clock of ${name} and of its file system are ${skewS} s apart`,
          'Set the clock (NTP); with more than 1 s nothing can be proved.',
        ),
      )
  }
  return checks
}

function lastLoad(path: string, config: string): { at: number; pid: number; skewMs: number } | null {
  const file = new EventFile(path)
  try {
    const lines = file
      .lines(0, 64 * 1024 * 1024)
      .flatMap(({ bytes }) => readEvent(bytes.toString('utf8')) ?? [])
    const start = lines.find(({ type }) => type === 'startup')
    const pid = start?.fields.pid
    if (start === undefined || typeof pid !== 'number' || typeof start.fields.config !== 'string') return null
    const seen = seeProcess(pid)
    if (
      seen === null ||
      !fitsStart(seen, start.at) ||
      (!samePath(resolve(seen.cwd ?? '/', start.fields.config), config) && start.fields.config !== config)
    )
      return null
    const load = lines.findLast(
      ({ type, fields }) => type === 'startup' || (type === 'config_reload' && fields.status === 'success'),
    )
    const last = lines.at(-1)
    const skewMs = last === undefined ? 0 : file.stat().mtimeMs - Number(last.at / 1_000_000n)
    return load === undefined ? null : { at: Number(load.at / 1_000_000n), pid, skewMs }
  } finally {
    file.close()
  }
}

function checkState(directory: string): Check[] {
  const there = existsSync(directory) ? directory : dirname(directory)
  if (existsSync(there) && !mayAccess(there, constants.W_OK))
    return [
      problem(
        `the state directory ${directory} cannot be written`,
        'Give it with --state-dir; it holds the token and the positions.',
      ),
    ]
  return []
}
