import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleetAsOf } from './fleet-as-of'
import { recordReport } from './record-report'
import { retireProxy } from './retire-proxy'
import {
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'

let fleet: TestFleet
const START = new Date('2026-11-24T14:00:00Z')
const at = (minutes: number) => new Date(START.getTime() + minutes * 60_000)
const INSTANCE = randomUUID()

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
  const enrolled = await fleet.enrol({ name: 'late', path: POLICY })
  if (enrolled.kind !== 'enrolled') throw new Error(enrolled.kind)
  const proxy = { proxyId: enrolled.answer.proxyId, name: 'late' }
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
