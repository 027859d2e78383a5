import { appendFileSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { countExposure } from '@/lib/decisions/count-exposure'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { runConnector, runOnce } from './run-connector'
import { proxySettings } from './settings'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let fleet: TestFleet
let server: ConnectorServer

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet, { log: true })
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})

it('a file that was pruned days after its last event is missing in the time of that event, and not today', async () => {
  const folder = temporaryFolder()
  const [events, config] = [join(folder, 'events'), join(folder, 'policy.yaml')]
  mkdirSync(events)
  writeFileSync(config, policyText('one'))
  const file = join(events, 'aaaaaaaa.jsonl')
  const began = Date.now() - 3 * DAY
  const at = (minutes: number) => new Date(began + minutes * MINUTE)
  const write = (minutes: number, event: object) =>
    appendFileSync(
      file,
      `${JSON.stringify({ ts: at(minutes).toISOString(), ...event, instance: 'aaaaaaaa' })}\n`,
    )
  const call = { type: 'tool_call', tool: 'echo', result: 'allowed' }
  const connector = {
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: [
      proxySettings.parse({
        name: 'pruned',
        path: 'payments/stripe.yaml',
        mode: 'observe',
        engine: 'intercept-2026-03',
        config,
        events,
      }),
    ],
    key: () => fleet.key(),
    version: '0.1.0',
    signal: new AbortController().signal,
    say: () => {},
  }
  write(0, { type: 'startup', config, pid: 2 ** 22 + 1 })
  write(1, call)
  const stopping = new AbortController()
  const running = runConnector({ ...connector, signal: stopping.signal })
  const acked = () => fleet.db.prisma.eventFile.findFirst({ where: { ackedOffset: { gt: 0 } } })
  await vi.waitFor(async () => expect(await acked()).not.toBeNull(), { timeout: 60_000 })
  server.down = true
  write(2, call)
  const size = `"size":${statSync(file).size}`
  const kept = () => readFileSync(join(folder, 'state', 'pruned', 'positions.recent'), 'latin1')
  await vi.waitFor(() => expect(kept()).toContain(size), { timeout: 60_000 })
  stopping.abort()
  await running
  unlinkSync(file)
  server.down = false
  await runOnce(connector)

  const ctx = { ...fleet.person('read'), now: new Date() }
  const gapsIn = async (from: Date, to: Date) => (await coverDecisions({ ctx, input: { from, to } })).gaps
  const missing = { proxy: 'pruned', from: at(0), to: at(2), events: null, bytes: expect.any(Number) }
  expect(await gapsIn(at(-60), at(60))).toEqual([missing])
  expect(await gapsIn(at(3), new Date())).toEqual([])
  const spans = [{ proxy: 'pruned', from: at(1.5), to: at(10) }]
  expect((await countExposure({ ctx, input: { spans } }))[0]?.missing).toMatchObject({ events: null })
})
