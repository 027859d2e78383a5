import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleetAsOf } from './fleet-as-of'
import { recordReport } from './record-report'
import { retireProxy } from './retire-proxy'
import {
  at,
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'

let fleet: TestFleet
const [INSTANCE, MORE] = [randomUUID(), randomUUID()]

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-10)
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

const then = async (minutes: number) => {
  const input = { at: at(minutes) }
  const { proxies } = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input })
  return proxies.map(({ name, state }) => [name, state])
}

it('an instant that is looked at again is that of all that was told in between', async () => {
  const enrolled = await fleet.addProxy({ name: 'late', path: POLICY })
  const proxy = { proxyId: enrolled.proxyId, name: 'late' }
  expect(await then(1)).toEqual([['late', 'not-running']])

  fleet.now = at(5)
  const { sha256, blob } = digests(policyText('one'))
  const load = { instance: INSTANCE, kind: 'startup', result: 'success', error: null, evidence: 4 } as const
  const input = report({
    boot: randomUUID(),
    clock: fleet.now.toISOString(),
    instances: [instanceRunning(policyText('one'), at(0), { id: INSTANCE })],
    loads: [{ ...load, at: at(0).toISOString(), sha256, blob }],
  })
  await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  expect(await then(1)).toEqual([['late', 'in-sync']])
  expect(await then(-1)).toEqual([['late', 'not-running']])

  fleet.now = at(0)
  await fleet.push({ [POLICY]: policyText('two') })
  expect(await then(1)).toEqual([['late', 'other']])

  fleet.now = at(6)
  const second = await fleet.enrol({ name: 'more', path: POLICY })
  expect(second.kind).toBe('enrolled')
  expect(await then(7)).toEqual([
    ['late', 'other'],
    ['more', 'not-running'],
  ])
  await retireProxy({ ctx: fleet.person('admin'), input: { proxy: 'more' } })
  expect(await then(7)).toEqual([['late', 'other']])
})

it('what one proxy tells has only that one read again, and what it tells late of the instant is seen', async () => {
  const names = ['busy', 'idle-1', 'idle-2', 'idle-3', 'idle-4', 'idle-5']
  fleet.now = at(20)
  const ids = new Map<string, string>()
  for (const name of names) {
    const enrolled = await fleet.addProxy({ name, path: POLICY })
    ids.set(name, enrolled.proxyId)
  }
  const look = async () => {
    const input = { at: at(25) }
    const { proxies } = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input })
    return new Map(proxies.map((proxy) => [proxy.name, proxy]))
  }
  const boot = randomUUID()
  const tell = async (seq: number, minutes: number) => {
    const { sha256, blob } = digests(policyText('two'))
    const time = at(minutes).toISOString()
    const load = { instance: MORE, kind: 'startup', result: 'success', error: null, evidence: 4 } as const
    const instances = [instanceRunning(policyText('two'), at(minutes), { id: MORE })]
    const loads = [{ ...load, at: time, sha256, blob }]
    const input = report({ boot, seq, clock: fleet.now.toISOString(), instances, loads })
    const proxy = { proxyId: ids.get('busy') ?? '', name: 'busy' }
    await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  }
  const first = await look()
  fleet.now = at(31)
  await tell(1, 30)
  const second = await look()
  expect(second.get('busy')).toEqual(first.get('busy'))
  for (const idle of names.slice(1)) expect(second.get(idle)).toBe(first.get(idle))

  await tell(2, 24)
  const third = await look()
  expect(third.get('busy')).toMatchObject({ state: 'in-sync' })
  for (const idle of names.slice(1)) expect(third.get(idle)).toBe(first.get(idle))
  expect(await look()).toEqual(third)

  // Going to another instant and back reads nothing again.
  await then(22)
  expect((await look()).get('busy')).toBe(third.get('busy'))
})
