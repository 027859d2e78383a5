import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LoadReport } from '@/lib/wire/report'
import { recordReport } from './record-report'
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
import { traceRollout } from './trace-rollout'

let fleet: TestFleet
const [ONE, TWO] = [policyText('one'), policyText('two')]
beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-60)
  await fleet.push({ [POLICY]: ONE })
})
afterAll(() => fleet.close())

/** A process that started before a merge at 0 and loaded it one minute later, on a host whose clock is so many minutes ahead. */
async function follow(name: string, skew: number) {
  fleet.now = at(-50)
  const proxy = await fleet.addProxy({ name })
  const [boot, id] = [randomUUID(), randomUUID()]
  const tell = (minutes: number, seq: number, text: string, kind: LoadReport['kind']) => {
    fleet.now = at(minutes)
    const clock = at(minutes + skew)
    const when = clock.toISOString()
    const instances = [
      instanceRunning(text, clock, { id, startedAt: at(-40 + skew).toISOString(), lastEventAt: when }),
    ]
    const load = { instance: id, at: when, kind, ...digests(text), error: null, evidence: 4 as const }
    const loads = [{ ...load, result: 'success' as const }]
    const input = report({ boot, seq, full: seq === 0, clock: when, instances, loads })
    return recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  }
  await tell(-40, 0, ONE, 'startup')
  return { moves: () => tell(1, 1, TWO, 'reload') }
}

it('a move takes as long as by the clock of the server, wherever that of its host stands', async () => {
  const hosts = [await follow('behind', -5), await follow('level', 0), await follow('ahead', 5)]
  fleet.now = at(0)
  const commit = await fleet.push({ [POLICY]: TWO })
  for (const { moves } of hosts) await moves()
  const input = { commit, mergedAt: at(0), paths: null }
  const rollout = await traceRollout({ ctx: fleet.person('read'), parts: fleet.parts, input })
  const took = rollout?.rows.map(({ proxy, outcome, afterMs }) => [proxy, outcome, afterMs])
  const moved = ['ahead', 'behind', 'level'].map((proxy) => [proxy, 'running', 60_000])
  expect(took?.toSorted()).toEqual(moved)
})
