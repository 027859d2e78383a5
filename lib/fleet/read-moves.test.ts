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
/** Minutes that the clock of a host is ahead. */
const SKEWS = { behind: -5, level: 0, ahead: 5 }
/** What each proxy took to move to what was merged at 0. */
const took = new Map<string, readonly [outcome: string, afterMs: number | null]>()

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-60)
  await fleet.push({ [POLICY]: ONE })
  const hosts: Host[] = []
  for (const [name, skew] of Object.entries(SKEWS)) {
    hosts.push(await follow(name, skew, 1), await follow(`${name}, of two`, skew, 2))
  }
  for (const { begins } of hosts) await begins()
  fleet.now = at(0)
  const commit = await fleet.push({ [POLICY]: TWO })
  for (const { moves } of hosts) await moves()
  for (const { losesTheOther } of hosts) await losesTheOther()
  const input = { commit, mergedAt: at(0), paths: null }
  const rollout = await traceRollout({ ctx: fleet.person('read'), parts: fleet.parts, input })
  for (const { proxy, outcome, afterMs } of rollout?.rows ?? []) took.set(proxy, [outcome, afterMs])
})
afterAll(() => fleet.close())

type Host = Awaited<ReturnType<typeof follow>>

/**
 * Processes that started before a merge at 0, of which the first loads it one minute later; in the report of one more the other is gone,
 * and nobody saw its end.
 */
async function follow(name: string, skew: number, processes: 1 | 2) {
  fleet.now = at(-50)
  const proxy = await fleet.addProxy({ name })
  const [boot, first, other] = [randomUUID(), randomUUID(), randomUUID()]
  const both = processes === 2 ? [first, other] : [first]
  const tell = (minutes: number, seq: number, text: string, ids: string[], kind?: LoadReport['kind']) => {
    fleet.now = at(minutes)
    const clock = at(minutes + skew)
    const when = clock.toISOString()
    const startedAt = at(-40 + skew).toISOString()
    const instances = ids.map((id) => instanceRunning(text, clock, { id, startedAt, lastEventAt: when }))
    const loads = ids.flatMap((instance): LoadReport[] => {
      const load = { instance, at: when, ...digests(text), error: null, evidence: 4 as const }
      return kind === undefined ? [] : [{ ...load, kind, result: 'success' }]
    })
    const input = report({ boot, seq, full: kind !== 'reload', clock: when, instances, loads })
    return recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  }
  return {
    begins: () => tell(-40, 0, ONE, both, 'startup'),
    moves: () => tell(1, 1, TWO, [first], 'reload'),
    losesTheOther: () => tell(2, 2, TWO, [first]),
  }
}

it.each(Object.keys(SKEWS))(
  'a move takes as long as by the clock of the server, where the clock of its host is %s',
  (name) => {
    expect(took.get(name)).toEqual(['running', 60_000])
    expect(took.get(`${name}, of two`)).toEqual(['running', 120_000])
  },
)
