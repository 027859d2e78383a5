import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { serveConnector } from '@/e2e/connector-server'
import { digests, policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { openDatabase, type Database } from '@/lib/db/database'
import { buildCli } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import { cpuMs, cpuMsWithChildren, parentOf } from '@/scripts/processes/cpu-ms'
import { setup } from '@/scripts/test/global-setup'

const PROXIES = 1000
const CONNECTORS = 4
const MERGES = 5

/** The benchmark's own connections: it must not wait for those that it measures. */
let watcher: Database | undefined
const clockOf = ({ url }: TestFleet) => (watcher ??= openDatabase(url, () => {})).pool

/**
 * Merge → running: 1,000 enrolments in four connector processes, with real files, real long polls over HTTP and a stand-in that reloads
 * as the stock program does (100 ms after the last write). Measured on the server's clock from before the fetch of the merged commit to
 * the arrival of the report that proves the load. `p50Ms`, `p95Ms`: over all proxies and merges (targets 1,000 and 3,000). `…CpuMs`: what
 * a merge takes of the processor, also on a machine that others use: the app is this process, with the fetch and the measuring.
 */
export async function propagation(
  report: (measure: string, value: number, unit: string) => void,
): Promise<void> {
  const stopDatabase = await setup()
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-propagation-'))
  const fleet = await startFleet()
  const hosts: Hosts = { connectors: [], standIns: [] }
  const server = await serveConnector(fleet, { log: true })
  try {
    fleet.now = new Date()
    await fleet.push({ [POLICY]: policyText('start') })
    const key = await fleet.key({ minutes: 24 * 60 })
    await startHosts(hosts, { folder, server: server.url, key })
    await everyoneRuns(fleet, policyText('start'), new Date(0))
    const merges: Merge[] = []
    const before = await cpuTimes(fleet, hosts)
    for (let merge = 0; merge < MERGES; merge += 1) merges.push(await measure(fleet, `merge ${merge}`))
    const after = await cpuTimes(fleet, hosts)
    for (const part of PARTS) report(`${part}CpuMs`, (after[part] - before[part]) / MERGES, 'ms')
    report(
      'fetchedMs',
      at(
        merges.map(({ fetchedMs }) => fetchedMs),
        0.5,
      ),
      'ms',
    )
    for (const step of ['delivered', 'loaded'] as const)
      for (const share of [0.5, 0.95])
        report(
          `${step}P${share * 100}Ms`,
          at(
            merges.flatMap((merge) => merge[step]),
            share,
          ),
          'ms',
        )
    const running = merges.flatMap((merge) => merge.running)
    report('p50Ms', at(running, 0.5), 'ms')
    report('p95Ms', at(running, 0.95), 'ms')
    report('slowestMs', at(running, 1), 'ms')
  } finally {
    for (const child of [...hosts.connectors, ...hosts.standIns]) child.kill('SIGKILL')
    await watcher?.close()
    await server.close()
    await fleet.close()
    await stopDatabase()
    rmSync(folder, { recursive: true, force: true })
  }
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

interface Hosts {
  readonly connectors: ChildProcess[]
  readonly standIns: ChildProcess[]
}

const PARTS = ['connectors', 'standIns', 'app', 'database'] as const

/** Milliseconds of the processor that each part used so far. */
async function cpuTimes(
  fleet: TestFleet,
  { connectors, standIns }: Hosts,
): Promise<Record<(typeof PARTS)[number], number>> {
  const sum = (pids: readonly (number | undefined)[]) =>
    pids.reduce<number>((ms, pid) => ms + cpuMs(Number(pid)), 0)
  const { rows } = await clockOf(fleet).query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return {
    connectors: sum(connectors.map(({ pid }) => pid)),
    standIns: sum(standIns.map(({ pid }) => pid)),
    app: sum([process.pid]),
    database: cpuMsWithChildren(parentOf(Number(rows[0]?.pid)) ?? 0),
  }
}

async function startHosts(
  { connectors, standIns }: Hosts,
  { folder, server, key }: { folder: string; server: string; key: string },
): Promise<void> {
  const cli = await buildCli()
  for (let host = 0; host < CONNECTORS; host += 1) {
    const proxies = Array.from({ length: PROXIES / CONNECTORS }, (_, index) => place(folder, host, index))
    const [list, file] = [join(folder, `${host}.json`), join(folder, `${host}.yaml`)]
    writeFileSync(list, JSON.stringify(proxies.map(({ config, events }) => ({ config, events }))))
    writeFileSync(file, JSON.stringify({ server, stateDirectory: join(folder, `state-${host}`), proxies }))
    const stand = spawn(process.execPath, ['--import', 'tsx', inCheckout('e2e', 'stock-fleet.ts'), list], {
      cwd: inCheckout(),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await new Promise<void>((resolve) => stand.stdout.once('data', () => resolve()))
    const env = { ...process.env, LOCKSTEP_ENROL_KEY: key }
    connectors.push(spawn(process.execPath, [cli, 'connect', '--file', file], { stdio: 'ignore', env }))
    standIns.push(stand)
  }
}

function place(folder: string, host: number, index: number) {
  const directory = join(folder, `host-${host}`, String(index))
  mkdirSync(join(directory, 'events'), { recursive: true })
  const config = join(directory, 'policy.yaml')
  writeFileSync(config, policyText('start'))
  return {
    name: `proxy-${host}-${index}`,
    path: 'payments/stripe.yaml',
    mode: 'pull',
    engine: 'intercept-2026-03',
    config,
    events: join(directory, 'events'),
  }
}

/** Milliseconds from the start of a merge, of each proxy: its file written, its process loaded it, the report of that arrived. */
interface Merge {
  readonly fetchedMs: number
  readonly delivered: readonly number[]
  readonly loaded: readonly number[]
  readonly running: readonly number[]
}

async function measure(fleet: TestFleet, note: string): Promise<Merge> {
  await fleet.remote.commit({ files: { [POLICY]: policyText(note) } })
  const began = new Date()
  fleet.now = began
  await fleet.fetch()
  const fetchedMs = Date.now() - began.getTime()
  const arrivals = await everyoneRuns(fleet, policyText(note), began)
  const since = (at: Date) => at.getTime() - began.getTime()
  return {
    fetchedMs,
    delivered: arrivals.map(({ deliveredAt }) => since(deliveredAt)),
    loaded: arrivals.map(({ loadedAt }) => since(loadedAt)),
    running: arrivals.map(({ arrivedAt }) => since(arrivedAt)),
  }
}

interface Arrival {
  readonly deliveredAt: Date
  readonly loadedAt: Date
  readonly arrivedAt: Date
}

/** When each proxy had the file and loaded it, by the host's clock, and when the proof of that arrived, by the server's. */
async function everyoneRuns(fleet: TestFleet, text: string, since: Date): Promise<Arrival[]> {
  const { sha256 } = digests(text)
  for (let tries = 0; tries < 240; tries += 1) {
    const { rows } = await clockOf(fleet).query<Arrival>(
      `SELECT max(f.at) AS "deliveredAt", min(l.at) AS "loadedAt", min(l.received_at) AS "arrivedAt"
       FROM load l JOIN proxy_fact f ON f.proxy_id = l.proxy_id AND f.kind = 'delivered' AND f.sha256 = l.sha256
       WHERE l.sha256 = decode($1, 'hex') AND l.evidence >= 3 AND l.received_at >= $2 GROUP BY l.proxy_id`,
      [sha256, since],
    )
    if (rows.length === PROXIES) return rows
    if (tries % 10 === 9) process.stderr.write(`${rows.length} of ${PROXIES} run it\n`)
    await delay(1000)
  }
  throw new Error('not every proxy came to run the policy in 240 s')
}
