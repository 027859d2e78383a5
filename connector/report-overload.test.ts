import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { MOST_ROWS_AT_ONCE } from '@/lib/db/write-queue'
import { storeReport } from '@/lib/fleet/store-report'
import {
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from '@/lib/fleet/testing/start-fleet'
import { HostCalls } from './host-calls'
import { HttpClient, retryDelayMs } from './http-client'
import { ProxyAgent } from './proxy-agent'
import { Bell, reportLoop } from './run-agent'
import { Refused, ServerLink } from './server-link'
import { proxySettings } from './settings'

let fleet: TestFleet
let server: ConnectorServer
let client: HttpClient

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
  client = new HttpClient(server.url)
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(async () => {
  client.close()
  await server.close()
  await fleet.close()
})

async function enrolled() {
  return fleet.addProxy({ name: `p-${randomUUID().slice(0, 8)}` })
}

async function linkOf(host = new HostCalls(client)): Promise<ServerLink> {
  return new ServerLink(client, host, (await enrolled()).token)
}

const first = () => report({ boot: randomUUID(), clock: new Date().toISOString() })

/** Fills the queue with as many rows as may wait, all of them of one process; they are stored when the result is called. */
async function fillQueue(): Promise<() => Promise<void>> {
  const proxy = await enrolled()
  const locker = await fleet.db.pool.connect()
  await locker.query('BEGIN')
  await locker.query('LOCK TABLE connector_boot IN SHARE ROW EXCLUSIVE MODE')
  const instance = instanceRunning(policyText('one'), fleet.now)
  const instances = Array.from({ length: Math.ceil(MOST_ROWS_AT_ONCE / 3) }, () => instance)
  const stored = storeReport({
    ctx: fleet.connector(proxy),
    input: { ...first(), instances },
    takesOver: true,
    skewMs: 0,
  })
  return async () => {
    await locker.query('ROLLBACK')
    locker.release()
    expect(await stored).toBe('stored')
  }
}

it('a report is refused with the time to come again while too much waits, alone or with others, and taken afterwards', async () => {
  const host = new HostCalls(client)
  const links = [await linkOf(host), await linkOf(host), await linkOf()]
  const said = first()
  const goOn = await fillQueue()
  const refused = await Promise.all(
    links.map((link) => link.report({ ...said, boot: randomUUID() }).catch((error: unknown) => error)),
  )
  await goOn()
  for (const error of refused) {
    expect(error).toBeInstanceOf(Refused)
    expect(error).toMatchObject({ code: 'too-many-requests', status: 429, retryAfterS: 2 })
  }
  expect(retryDelayMs(1, 2, 0)).toBeGreaterThanOrEqual(2000)
  expect(await Promise.all(links.map((link) => link.report({ ...said, boot: randomUUID() })))).toMatchObject(
    links.map(() => ({ ack: 0, wantFull: false })),
  )
})

it('the connector sends a report that was refused again, as it was, until it is taken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-overload-'))
  mkdirSync(join(folder, 'events'))
  mkdirSync(join(folder, 'state'))
  writeFileSync(join(folder, 'policy.yaml'), policyText('one'))
  const stopped = new AbortController()
  const said: string[] = []
  const agent = new ProxyAgent({
    settings: proxySettings.parse({
      name: 'one',
      path: POLICY,
      mode: 'pull',
      engine: 'intercept-2026-03',
      config: join(folder, 'policy.yaml'),
      events: join(folder, 'events'),
    }),
    stateDirectory: join(folder, 'state'),
    link: await linkOf(),
    git: null,
    version: '0.1.0',
    dryRun: false,
    say: () => {},
  })
  const goOn = await fillQueue()
  server.calls.clear()
  const loop = reportLoop(agent, new Bell(), {
    signal: stopped.signal,
    say: (line) => {
      said.push(line)
      void goOn()
    },
    onRefused: () => {},
    dryRun: false,
    keepToken: () => {},
    tokenExpiresAt: () => new Date(Date.now() + 365 * 86_400_000).toISOString(),
  })
  while ((server.calls.get('POST /api/connector/v1/reports 200') ?? 0) === 0 || agent.reports.busy)
    await new Promise((resolve) => setImmediate(resolve))
  stopped.abort()
  await loop
  agent.close()
  expect(said).toEqual(['More reports arrive than can be stored: send this again later.'])
  expect(server.calls.get('POST /api/connector/v1/reports 429')).toBeGreaterThanOrEqual(1)
  expect(server.calls.get('POST /api/connector/v1/reports 200')).toBe(1)
  rmSync(folder, { recursive: true, force: true })
})
