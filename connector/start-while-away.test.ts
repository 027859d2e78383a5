import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { getProxy } from '@/lib/fleet/get-proxy'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { runConnector, runOnce } from './run-connector'
import { proxySettings } from './settings'

let fleet: TestFleet
let server: ConnectorServer
let folder: string
let count = 0
const said: string[] = []

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})
beforeEach(() => {
  count += 1
  said.length = 0
  server.down = false
  folder = temporaryFolder()
  mkdirSync(join(folder, 'events'))
  writeFileSync(config(), policyText('one'))
})

const config = () => join(folder, 'policy.yaml')

const options = (signal: AbortSignal) => ({
  server: server.url,
  stateDirectory: join(folder, 'state'),
  proxies: [
    proxySettings.parse({
      name: `away-${count}`,
      path: 'payments/stripe.yaml',
      mode: 'observe',
      engine: 'intercept-2026-03',
      config: config(),
      events: join(folder, 'events'),
    }),
  ],
  key: () => fleet.key(),
  version: '0.1.0',
  signal,
  say: (line: string) => said.push(line),
})

/** Runs a connector until something holds, and stops it. */
async function runUntil(holds: () => void): Promise<void> {
  const stopping = new AbortController()
  const running = runConnector(options(stopping.signal))
  await vi.waitFor(holds, { timeout: 60_000, interval: 10 })
  stopping.abort()
  await running
}

const report = () => runOnce(options(new AbortController().signal))

function reportsTaken(): number {
  const reports = [...server.calls].filter(([outcome]) => outcome.endsWith('/reports 200'))
  return reports.reduce((sum, [, calls]) => sum + calls, 0)
}

async function seen() {
  fleet.now = new Date()
  const input = { name: `away-${count}` }
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input })
  if (found.kind !== 'proxy') throw new Error(found.kind)
  const { connector, delivered } = found.proxy
  return { second: connector?.secondAt ?? null, delivered: delivered?.sha256 }
}

it('a connector that was started while the server was away is not taken for a second one when it is back', async () => {
  await report()
  for (const _ of [1, 2]) {
    server.down = true
    said.length = 0
    await runUntil(() => expect(said).not.toEqual([]))
  }
  server.down = false
  await report()
  expect(await seen()).toMatchObject({ second: null })
})

it('a report that was stored, but whose answer was lost, keeps the next start from nothing', async () => {
  await report()
  server.loseAnswers = true
  const stored = reportsTaken()
  await runUntil(() => expect(reportsTaken()).toBeGreaterThan(stored))
  server.loseAnswers = false
  writeFileSync(config(), policyText('two'))
  const before = await seen()
  await report()
  const after = await seen()
  expect(after.second).toBeNull()
  expect(after.delivered).not.toBe(before.delivered)
})
