import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ALARM_ROWS, isAlarm, listAlarms } from './list-alarms'
import { recordReport } from './record-report'
import { digests, instanceRunning, policyText, POLICY, report, startFleet } from './testing/start-fleet'

const START = new Date('2026-11-24T14:00:00Z')
const [ONE, EDITED] = [policyText('one'), policyText('by hand')]
/** More than any list of rows holds. */
const CALM = 520
let fleet: Awaited<ReturnType<typeof startFleet>>

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = START
  await fleet.push({ [POLICY]: ONE })
  for (let from = 0; from < CALM; from += 20) {
    const names = Array.from({ length: 20 }, (_, index) => `calm-${from + index}`)
    await Promise.all(names.map((name) => fleet.enrol({ name, labels: { env: 'dev' } })))
  }
  for (let index = 0; index < 6; index += 1)
    await fleet.enrol({ name: `silent-${index}`, labels: { env: 'prod' } })
})
afterAll(() => fleet.close())

it('counts every alarm of a fleet of which no list shows the last ones', async () => {
  const edited = await fleet.addProxy({ name: 'zebra', labels: { env: 'dev' } })
  fleet.now = new Date(START.getTime() + 3_600_000)
  const at = fleet.now.toISOString()
  await recordReport({
    ctx: fleet.connector({ proxyId: edited.proxyId, name: 'zebra' }),
    parts: fleet.parts,
    input: report({
      boot: randomUUID(),
      clock: at,
      facts: { delivered: { ...digests(EDITED), path: '/etc/p.yaml', at, source: 'disk', error: null } },
      instances: [instanceRunning(EDITED, fleet.now)],
    }),
  })
  const alarms = await listAlarms({ ctx: fleet.person('read'), parts: fleet.parts })
  expect(alarms.map(({ state, count, first }) => [state, count, first.map(({ name }) => name)])).toEqual([
    ['EDITED', 1, ['zebra']],
    ['OFFLINE', 6, ['silent-0', 'silent-1', 'silent-2', 'silent-3']],
  ])
  expect(alarms[1]?.first).toHaveLength(ALARM_ROWS)
  expect(alarms.map(({ since }) => since)).toEqual([START, START])
})

it('is no alarm what is calm, and none what nobody hears outside production', () => {
  const states = ['IN_SYNC', 'ROLLING_OUT', 'PINNED', 'NOT_RUNNING'] as const
  expect(states.filter((state) => isAlarm({ state, environment: 'prod' }))).toEqual([])
  expect(isAlarm({ state: 'OFFLINE', environment: 'prod' })).toBe(true)
  expect(isAlarm({ state: 'OFFLINE', environment: 'dev' })).toBe(false)
  expect(isAlarm({ state: 'REJECTED', environment: 'dev' })).toBe(true)
})
