import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '@/lib/db/database'
import { ContactLedger } from './contact-ledger'
import { KeptProxies } from './kept-proxies'
import { recordReport } from './record-report'
import { retireProxy } from './retire-proxy'
import {
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'

let fleet: TestFleet

beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('start') })
})
afterAll(() => fleet.close())

async function enrolled(name: string): Promise<{ proxyId: string; name: string }> {
  const result = await fleet.addProxy({ name })
  return { proxyId: result.proxyId, name }
}

function runs(proxy: { proxyId: string; name: string }, boot: string, seq: number, text: string) {
  const instances = [instanceRunning(text, fleet.now, { id: INSTANCE })]
  const input = report({ boot, seq, full: seq === 0, clock: fleet.now.toISOString(), instances })
  return recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
}

const INSTANCE = randomUUID()
const read = async (name?: string) =>
  (await fleet.parts.proxies.read({ ctx: fleet.system() })).filter(
    (proxy) => name === undefined || proxy.name === name,
  )

it('shows every report, change and end of a proxy at the next reading, and leaves what did not change as it was', async () => {
  const [moving, still] = [await enrolled('moving'), await enrolled('still')]
  const [boot, other] = [randomUUID(), randomUUID()]
  await runs(moving, boot, 0, 'one')
  const input = report({ boot: other, clock: fleet.now.toISOString() })
  await recordReport({ ctx: fleet.connector(still), parts: fleet.parts, input })
  const find = async (name: string) => (await read()).find((proxy) => proxy.name === name)
  const first = await find('moving')
  const untouched = await find('still')

  await runs(moving, boot, 1, 'two')
  const second = await find('moving')
  expect(second?.live[0]?.running?.sha256).not.toBe(first?.live[0]?.running?.sha256)
  expect((await find('still'))?.host).toBe(untouched?.host)

  await fleet.db.pool.query(`UPDATE proxy SET labels = '{"team": "new"}' WHERE name = 'moving'`)
  expect((await find('moving'))?.labels).toEqual({ team: 'new' })
  expect((await read('moving')).map(({ labels }) => labels)).toEqual([{ team: 'new' }])

  await retireProxy({ ctx: fleet.person('admin'), input: { proxy: 'moving' } })
  expect(await find('moving')).toBeUndefined()
  expect(await read('moving')).toEqual([])
  expect(await find('still')).toBeDefined()
})

it('counts a contact that is not written yet', async () => {
  const proxy = await enrolled('seen')
  expect((await read('seen'))[0]?.lastSeenAt).toBeNull()
  const input = report({ boot: randomUUID(), clock: fleet.now.toISOString() })
  await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  expect((await read('seen'))[0]?.lastSeenAt).toEqual(fleet.now)
  // A keep-alive writes nothing.
  fleet.now = new Date(fleet.now.getTime() + 1000)
  await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  expect((await read('seen'))[0]?.lastSeenAt).toEqual(fleet.now)
})

it('sees what was written in a transaction that was open at an earlier reading', async () => {
  await enrolled('slow')
  const labels = async () => (await read('slow'))[0]?.labels
  let readMeanwhile: unknown
  await fleet.db.transaction(async (client) => {
    await client.query(`UPDATE proxy SET labels = '{"team": "late"}' WHERE name = 'slow'`)
    readMeanwhile = await labels()
    // Others are committed after it began, and read.
    await enrolled('quick')
    expect(await read('quick')).toHaveLength(1)
  })
  expect(readMeanwhile).toEqual({ env: 'default' })
  expect(await labels()).toEqual({ team: 'late' })
})

it('answers nobody by a reading that began before they asked', async () => {
  await enrolled('asked')
  const ctx = fleet.system()
  const first = fleet.parts.proxies.read({ ctx })
  await fleet.db.pool.query(`UPDATE proxy SET labels = '{"team": "asked"}' WHERE name = 'asked'`)
  const [second, third] = await Promise.all([read('asked'), read('asked')])
  expect(second[0]?.labels).toEqual({ team: 'asked' })
  expect(third).toEqual(second)
  expect(await fleet.parts.proxies.read({ ctx })).toBe(await first)
})

it('sees what another process registers and hears, in the order of names', async () => {
  const other = new ContactLedger()
  const parts = { ...fleet.parts, contacts: other, proxies: new KeptProxies(other) }
  const proxy = await enrolled('b-other')
  await enrolled('a-other')
  const names = (await read()).map(({ name }) => name)
  expect(names).toEqual(names.toSorted())
  const input = report({ boot: randomUUID(), clock: fleet.now.toISOString() })
  await recordReport({ ctx: fleet.connector(proxy), parts, input })
  await other.flush(fleet.db)
  expect((await read('b-other'))[0]?.lastSeenAt).toEqual(fleet.now)
})

it('reads again after a failure what the failed reading did not show', async () => {
  await enrolled('failing')
  const closed = openDatabase(fleet.url, () => {})
  await closed.close()
  const ctx = { ...fleet.system(), db: closed }
  await expect(fleet.parts.proxies.read({ ctx })).rejects.toThrow('pool')
  expect(await read('failing')).toHaveLength(1)
})

it('keeps what did not change as the same object', async () => {
  const [proxy] = await read('seen')
  await enrolled('newcomer')
  expect((await read('seen'))[0]).toBe(proxy)
})

it('keeps no person waiting for a connection of the jobs, one of which asked first', async () => {
  await enrolled('waiting')
  const one = { connections: 1, waitMs: 60_000 }
  const tight = openDatabase(fleet.url, () => {}, {
    lanes: { people: one, machines: one, jobs: one, renewals: one },
  })
  const jobs = tight.lane('jobs')
  const held = await jobs.pool.connect()
  try {
    const job = fleet.parts.proxies.read({ ctx: { ...fleet.system(), db: jobs } })
    expect(await read('waiting')).toHaveLength(1)
    await job
  } finally {
    held.release()
    await tight.close()
  }
})
