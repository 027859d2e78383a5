import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
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
  const result = await fleet.enrol({ name })
  if (result.kind !== 'enrolled') throw new Error(result.kind)
  return { proxyId: result.answer.proxyId, name }
}

function runs(proxy: { proxyId: string; name: string }, boot: string, seq: number, text: string) {
  const instances = [instanceRunning(text, fleet.now, { id: INSTANCE })]
  const input = report({ boot, seq, full: seq === 0, clock: fleet.now.toISOString(), instances })
  return recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
}

const INSTANCE = randomUUID()
const read = (name: string | null = null) => fleet.parts.proxies.read({ ctx: fleet.system(), name })

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
})
