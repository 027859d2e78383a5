import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { getProxy } from '@/lib/fleet/get-proxy'
import { policyText } from '@/lib/fleet/testing/start-fleet'
import { runConnector } from './run-connector'
import { serveFleet, type ConnectedHost, type ServedFleet } from './testing/served-fleet'

let served: ServedFleet
let host: ConnectedHost
let count = 0
const said: string[] = []

beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())
beforeEach(() => {
  count += 1
  said.length = 0
  served.server.down = false
  host = served.host(`away-${count}`)
})

/** Runs a connector until something holds, and stops it. */
async function runUntil(holds: () => void): Promise<void> {
  const stop = host.start({ say: (line) => said.push(line) })
  await vi.waitFor(holds, { timeout: 60_000, interval: 10 })
  await stop()
}

function reportsTaken(): number {
  const reports = [...served.server.calls].filter(([outcome]) => outcome.endsWith('/reports 200'))
  return reports.reduce((sum, [, calls]) => sum + calls, 0)
}

async function seen() {
  const { fleet } = served
  fleet.now = new Date()
  const input = { name: `away-${count}` }
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input })
  if (found.kind !== 'proxy') throw new Error(found.kind)
  const { connector, delivered } = found.proxy
  return { second: connector?.secondAt ?? null, delivered: delivered?.sha256 }
}

it('a connector that was started while the server was away is not taken for a second one when it is back', async () => {
  await host.once()
  for (const _ of [1, 2]) {
    served.server.down = true
    said.length = 0
    await runUntil(() => expect(said).not.toEqual([]))
  }
  served.server.down = false
  await host.once()
  expect(await seen()).toMatchObject({ second: null })
})

it('a report that was stored, but whose answer was lost, keeps the next start from nothing', async () => {
  await host.once()
  served.server.loseAnswers = true
  const stored = reportsTaken()
  await runUntil(() => expect(reportsTaken()).toBeGreaterThan(stored))
  served.server.loseAnswers = false
  writeFileSync(host.config, policyText('two'))
  const before = await seen()
  await host.once()
  const after = await seen()
  expect(after.second).toBeNull()
  expect(after.delivered).not.toBe(before.delivered)
})

it('a connector that never reached the server keeps running, and its proxy is connected when the server is back', async () => {
  served.server.down = true
  await runUntil(() => {
    if (said.some((line) => line.includes('not connected'))) served.server.down = false
    expect(said.join('\n')).toContain(`away-${count}: enrolled for`)
  })
  expect(said.slice(0, 2)).toEqual([
    expect.stringContaining(`away-${count}: not connected: `),
    'tried again until the server answers',
  ])
})

it('a connector that never reached the server ends with why the server, once it is back, refuses its key', async () => {
  const key = await served.fleet.key({
    scope: { paths: ['policies/**'], modes: ['observe'], names: ['other'] },
  })
  served.server.down = true
  const say = (line: string) => {
    said.push(line)
    served.server.down = false
  }
  const ended = runConnector({ ...host.connector, key: () => Promise.resolve(key), say })
  await expect(ended).rejects.toThrow(`name away-${count} is outside the key's scope`)
  expect(said).toContain('tried again until the server answers')
})
