import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { accountLog } from '@/lib/decisions/account-log'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { EventLog } from '@/proxy/event-log'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { EventNumbers } from './event-number'
import { runOnce } from './run-connector'
import { proxySettings } from './settings'

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

/** Sends an event file of our own proxy in parts, as it grows; what is known to be missing then. */
async function missingOf(name: string, change: (lines: string[]) => string[], parts: number) {
  const folder = temporaryFolder()
  const [events, config] = [join(folder, 'events'), join(folder, 'policy.yaml')]
  mkdirSync(events)
  writeFileSync(config, policyText('one'))
  const written = new EventLog(join(folder, 'written'))
  written.write('startup', { config, pid: 2 ** 22 + 1, policy: 'x' })
  for (let call = 0; call < 9; call += 1) written.write('tool_call', { tool: 'echo', result: 'allowed' })
  const lines = change(readFileSync(written.path, 'utf8').split('\n').slice(0, -1))
  const proxy = proxySettings.parse({
    name,
    path: 'payments/stripe.yaml',
    mode: 'observe',
    engine: 'lockstep',
    config,
    events,
  })
  for (let part = 1; part <= parts; part += 1) {
    const soFar = lines.slice(0, Math.ceil((lines.length * part) / parts))
    writeFileSync(join(events, `${written.instance}.jsonl`), soFar.map((line) => `${line}\n`).join(''))
    await runOnce({
      server: server.url,
      stateDirectory: join(folder, 'state'),
      proxies: [proxy],
      key: () => fleet.key(),
      version: '0.1.0',
      signal: new AbortController().signal,
      say: () => {},
    })
  }
  const ctx = { ...fleet.person('read'), now: new Date() }
  const account = await accountLog({ ctx, input: { proxy: name } })
  const window = { from: new Date(Date.now() - 600_000), to: new Date(Date.now() + 60_000), proxy: name }
  const { gaps } = await coverDecisions({ ctx, input: window })
  return {
    stored: account.storedLastDay,
    gaps: account.gaps.map(({ bytes, events: count, reason }) => `${bytes} ${count} ${reason}`).sort(),
    covered: gaps.map(({ events: count }) => count),
  }
}

describe('events of our own proxy that were numbered and never written', () => {
  const without =
    (...numbers: number[]) =>
    (lines: string[]) =>
      lines.filter((_, index) => !numbers.includes(index + 1))

  it('are missing by their number, once, in whatever parts the file is sent', async () => {
    for (const parts of [1, 2, 7]) {
      const found = await missingOf(`gaps-${parts}`, without(3, 4, 7), parts)
      expect(found).toEqual({ stored: 6, gaps: ['0 1 unwritten', '0 2 unwritten'], covered: [3] })
    }
  })

  it('are none in a file that is whole, and a line that cannot be read is not counted twice', async () => {
    expect(await missingOf('whole', (lines) => lines, 3)).toEqual({ stored: 9, gaps: [], covered: [] })
    const spoilt = await missingOf('spoilt', (lines) => lines.with(4, '{"ts":"nonsense'), 1)
    expect(spoilt).toEqual({ stored: 8, gaps: ['16 1 rejected'], covered: [1] })
  })
})

it('programs that number nothing miss nothing by number', () => {
  const line = '{"ts":"2026-11-26T10:00:00.5Z","type":"heartbeat","instance":"a"}'
  const numbers = new EventNumbers(line, null)
  expect([line, line].map((text) => numbers.missingBefore(text))).toEqual([null, null])
})
