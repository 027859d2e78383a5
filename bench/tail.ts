import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { serveConnector } from '@/e2e/connector-server'
import { POLICY, policyText, startFleet } from '@/lib/fleet/testing/start-fleet'
import { buildCli } from '@/scripts/build-cli'
import { cpuMs } from '@/scripts/processes/cpu-ms'
import { setup } from '@/scripts/test/global-setup'
import type { Report } from './main'

const FILES = 5
const LINES = 100_000
const IDLE_PROXIES = 50
const IDLE_MS = 10_000
const LONGEST_MS = 120_000

/**
 * The connector as it is installed, against the connector's routes over HTTP with a real PostgreSQL. `eventsPerSecond`: 500,000 decisions
 * in five event files, from the connector's start to the last line in the log (target >= 20,000); `rssMb`: the most memory that it
 * held meanwhile (target <= 90 with one proxy); `idleCpuPercent`: of one core, with 50 proxies and nothing to do, over ten seconds
 * (target < 1).
 */
export async function tail(report: Report): Promise<void> {
  const stopDatabase = await setup()
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-tail-'))
  const fleet = await startFleet()
  const server = await serveConnector(fleet, { log: true })
  const children: ChildProcess[] = []
  const start = (host: Host, key: string): ChildProcess => {
    const env = { ...process.env, LOCKSTEP_ENROL_KEY: key }
    const child = spawn(process.execPath, [host.cli, 'connect', '--file', host.file], {
      stdio: 'ignore',
      env,
    })
    children.push(child)
    return child
  }
  try {
    fleet.now = new Date()
    await fleet.push({ [POLICY]: policyText('start') })
    const key = await fleet.key({ minutes: 24 * 60 })
    const cli = await buildCli()
    const busy = start(
      prepare(join(folder, 'busy'), { cli, server: server.url, proxies: 1, lines: LINES }),
      key,
    )
    const began = performance.now()
    const logged = async () => {
      const { rows } = await fleet.db.pool.query<{ n: string }>('SELECT count(*) AS n FROM decision')
      return Number(rows[0]?.n) >= FILES * LINES
    }
    await until(logged)
    report('eventsPerSecond', (FILES * LINES * 1000) / (performance.now() - began), 'events/s')
    report('rssMb', peakMb(busy), 'MB')
    await end(busy)

    const idle = start(
      prepare(join(folder, 'idle'), { cli, server: server.url, proxies: IDLE_PROXIES, lines: 0 }),
      key,
    )
    // Each says first what is on its host, and then waits for news.
    const waits = async () => {
      const { rows } = await fleet.db.pool.query<{ n: string }>(
        "SELECT count(*) AS n FROM proxy_fact WHERE kind = 'delivered'",
      )
      return Number(rows[0]?.n) > IDLE_PROXIES
    }
    await until(waits)
    await delay(3000)
    const before = cpuMs(Number(idle.pid))
    await delay(IDLE_MS)
    report('idleCpuPercent', ((cpuMs(Number(idle.pid)) - before) / IDLE_MS) * 100, '%')
    report('idleRssMb', peakMb(idle), 'MB')
  } finally {
    for (const child of children) await end(child)
    await server.close()
    await fleet.close()
    await stopDatabase()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Host {
  readonly cli: string
  readonly file: string
}

/** A host's folder: one policy and one folder of event files per proxy, and the connector's settings. */
function prepare(
  folder: string,
  { cli, server, proxies, lines }: { cli: string; server: string; proxies: number; lines: number },
): Host {
  const places = Array.from({ length: proxies }, (_, index) => {
    const directory = join(folder, String(index))
    const [config, events] = [join(directory, 'policy.yaml'), join(directory, 'events')]
    mkdirSync(events, { recursive: true })
    writeFileSync(config, policyText('start'))
    const files = lines === 0 ? 0 : FILES
    for (let file = 0; file < files; file += 1)
      writeFileSync(join(events, `${instance(file)}.jsonl`), eventText(instance(file), config, lines))
    const name = `tail-${proxies}-${index}`
    return { name, path: 'payments/stripe.yaml', mode: 'pull', engine: 'intercept-2026-03', config, events }
  })
  const file = join(folder, 'connect.json')
  writeFileSync(file, JSON.stringify({ server, stateDirectory: join(folder, 'state'), proxies: places }))
  return { cli, file }
}

function instance(file: number): string {
  return `988c5a${file.toString(16).padStart(2, '0')}`
}

/** What a process writes that began an hour ago and ended: its start, its calls, and its end. */
function eventText(id: string, config: string, calls: number): string {
  const began = Date.now() - 3_600_000
  const line = (ms: number, type: string, more: object) =>
    `${JSON.stringify({ ts: new Date(began + ms).toISOString(), type, instance: id, ...more })}\n`
  const parts = [
    line(0, 'startup', { server: 'node', config, pid: 1, state_backend: 'sqlite', fail_mode: 'closed' }),
  ]
  for (let call = 0; call < calls; call += 1)
    parts.push(
      line(call * 30, 'tool_call', {
        tool: `tool_${call % 40}`,
        result: call % 9 === 0 ? 'denied' : 'allowed',
      }),
    )
  parts.push(line(calls * 30, 'shutdown', {}))
  return parts.join('')
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > LONGEST_MS) throw new Error(`not done within ${LONGEST_MS / 1000} s`)
    await delay(200)
  }
}

/** The most memory that a process held (proc(5): VmHWM). */
function peakMb({ pid }: ChildProcess): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await over
}
