import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InstanceReport, LoadReport } from '@/lib/wire/report'
import { changeProxyPath } from './change-proxy-path'
import { exportRollout, type RolloutExportRow } from './export-rollout'
import { findLatestMerge } from './find-latest-merge'
import { KeptProxies } from './kept-proxies'
import { KeptRollouts } from './kept-rollouts'
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
import { traceRollout } from './trace-rollout'

const START = new Date('2026-11-24T14:00:00Z')
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000)
const [ONE, TWO, THREE] = [policyText('one'), policyText('two'), policyText('three')]
const SLACK = 'policies/support/slack.yaml'

let fleet: TestFleet
let [first, second] = ['', '']
const connectors = new Map<string, { proxyId: string; name: string; boot: string; seq: number }>()

async function enrol(name: string, path: string = POLICY): Promise<void> {
  const result = await fleet.addProxy({ name, path, labels: { env: 'prod' } })
  connectors.set(name, { ...result, boot: randomUUID(), seq: 0 })
}

function load(instance: InstanceReport, text: string, more: Partial<LoadReport> = {}): LoadReport {
  const when = fleet.now.toISOString()
  return {
    instance: instance.id,
    at: when,
    kind: 'reload',
    result: 'success',
    ...digests(text),
    error: null,
    evidence: 3,
    ...more,
  }
}

/** A report of a proxy at `fleet.now`. */
async function reports(name: string, instances: InstanceReport[], loads: LoadReport[]): Promise<void> {
  const connector = connectors.get(name)
  if (connector === undefined) throw new Error(name)
  const { boot, seq } = connector
  const input = report({ boot, seq, clock: fleet.now.toISOString(), instances, loads, full: true })
  const result = await recordReport({ ctx: fleet.connector(connector), parts: fleet.parts, input })
  if (result.kind !== 'recorded') throw new Error(result.kind)
  connector.seq += 1
}

const processes = new Map<string, InstanceReport>()

async function starts(name: string, key: string, text: string): Promise<void> {
  const instance = instanceRunning(text, fleet.now, { nativeId: key })
  processes.set(key, instance)
  const others = [...processes].filter(([other]) => other.startsWith(name)).map(([, known]) => known)
  await reports(name, others, [load(instance, text, { kind: 'startup' })])
}

/** A process loads a text; `more` changes what is reported of it. */
async function loads(name: string, key: string, text: string, more: Partial<LoadReport> = {}): Promise<void> {
  const before = processes.get(key)
  if (before === undefined) throw new Error(key)
  const isRunning = more.result !== 'failure'
  const instance = isRunning
    ? { ...instanceRunning(text, fleet.now, { nativeId: key }), id: before.id, startedAt: before.startedAt }
    : { ...before, lastEventAt: fleet.now.toISOString() }
  processes.set(key, instance)
  const all = [...processes].filter(([other]) => other.startsWith(name)).map(([, known]) => known)
  await reports(name, all, [load(instance, text, more)])
}

/** A report without news. */
async function keepsAlive(name: string): Promise<void> {
  const connector = connectors.get(name)
  if (connector === undefined) throw new Error(name)
  const { boot, seq } = connector
  const input = report({ boot, seq: seq - 1, clock: fleet.now.toISOString(), full: false })
  await recordReport({ ctx: fleet.connector(connector), parts: fleet.parts, input })
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-600)
  first = await fleet.push({ [POLICY]: ONE, [SLACK]: ONE })
  for (const name of ['quick', 'twins', 'stuck', 'refuses', 'silent', 'held', 'goes']) await enrol(name)
  await enrol('slack', SLACK)
  fleet.now = at(-60)
  for (const name of ['quick', 'stuck', 'refuses', 'silent', 'held', 'goes', 'slack'])
    await starts(name, `${name}-1`, ONE)
  await starts('twins', 'twins-1', ONE)
  await starts('twins', 'twins-2', ONE)
  fleet.now = at(-30)
  await fleet.push({
    '.lockstep.yaml': `pins:\n  - { proxy: held, commit: ${first}, reason: INC-7, until: 2026-12-01 }\n`,
  })
  fleet.now = START
  second = await fleet.push({ [POLICY]: TWO })
  fleet.now = at(2)
  await loads('quick', 'quick-1', TWO)
  await loads('twins', 'twins-1', TWO)
  fleet.now = at(5)
  await loads('refuses', 'refuses-1', TWO, {
    result: 'failure',
    error: 'line 3: no such action',
    evidence: 0,
  })
  fleet.now = at(9)
  await loads('twins', 'twins-2', TWO)
  fleet.now = at(20)
  await enrol('late')
  await starts('late', 'late-1', TWO)
  await retireProxy({ ctx: fleet.person('admin'), input: { proxy: 'goes' } })
  fleet.now = at(300)
  await loads('stuck', 'stuck-1', ONE)
  await loads('stuck', 'stuck-1', TWO, {
    kind: 'restart-command',
    result: 'failure',
    error: 'ended with 1',
    evidence: 0,
  })
  await loads('refuses', 'refuses-1', TWO, {
    result: 'failure',
    error: 'line 3: no such action',
    evidence: 0,
  })
})
afterAll(() => fleet.close())

const trace = (commit = second, mergedAt: Date | null = null, parts = fleet.parts) =>
  traceRollout({ ctx: fleet.person('read'), parts, input: { commit, mergedAt, paths: null } })
/** By nothing that was kept. */
const traceAnew = (commit: string) =>
  trace(commit, null, {
    ...fleet.parts,
    rollouts: new KeptRollouts(),
    proxies: new KeptProxies(fleet.parts.contacts),
  })
const rowOf = async (name: string) => (await trace())?.rows.find(({ proxy }) => proxy === name)

describe('the rollout of a merge', () => {
  it('says who moved when, counted from the merge, over all that should', async () => {
    const rollout = await trace()
    expect(rollout?.mergedAt).toEqual(START)
    expect(rollout?.rows.map(({ proxy, outcome, afterMs }) => [proxy, outcome, afterMs])).toEqual([
      ['quick', 'running', 2_000],
      ['twins', 'running', 9_000],
      ['refuses', 'waiting', null],
      ['stuck', 'waiting', null],
      ['silent', 'waiting', null],
      ['goes', 'left', null],
    ])
    expect(rollout?.figures).toEqual({
      total: 5,
      running: 2,
      overtaken: 0,
      waiting: 3,
      p50Ms: null,
      p95Ms: null,
      slowest: { proxy: 'twins', ms: 9_000 },
    })
  })

  it('says of who did not move why, and what it refused', async () => {
    expect((await rowOf('stuck'))?.now).toMatchObject({ state: 'NOT_DELIVERED' })
    // A restart command that failed refused no policy.
    expect((await rowOf('stuck'))?.refused).toBeNull()
    expect(await rowOf('silent')).toMatchObject({ now: { state: 'OFFLINE' } })
    expect((await rowOf('refuses'))?.refused).toEqual({ at: at(300), error: 'line 3: no such action' })
  })

  it('ends the exposure of a proxy at its own load, and of others now', async () => {
    expect((await rowOf('twins'))?.until).toEqual(at(9))
    expect((await rowOf('stuck'))?.until).toEqual(fleet.now)
    expect((await rowOf('goes'))?.until).toEqual(at(20))
  })

  it('counts neither who was pinned at the merge, nor who came later, nor who follows another file', async () => {
    const rollout = await trace()
    const names = rollout?.rows.map(({ proxy }) => proxy)
    expect(names).not.toContain('held')
    expect(names).not.toContain('late')
    expect(names).not.toContain('slack')
    expect(rollout?.pinned).toBe(1)
  })

  it('counts from when the forge says it was merged', async () => {
    expect((await trace(second, at(1)))?.rows[0]).toMatchObject({ proxy: 'quick', afterMs: 1_000 })
  })

  it('is exported whole', async () => {
    const input = { commit: second, mergedAt: null, paths: null }
    const exported = await exportRollout({ ctx: fleet.person('read'), parts: fleet.parts, input })
    const rows: RolloutExportRow[] = []
    for await (const page of exported ?? []) rows.push(...page)
    expect(rows).toHaveLength(6)
    expect(rows[1]).toMatchObject({ proxy: 'twins', secondsAfterMerge: 9, evidence: 3 })
  })

  it('is none for a commit that the branch does not have', async () => {
    expect(await trace('0'.repeat(40))).toBeNull()
  })

  it('is that of the newest change which a proxy follows', async () => {
    const found = await findLatestMerge({ ctx: fleet.person('read'), parts: fleet.parts, root: 'policies' })
    expect(found).toBe(second)
  })
})

describe('a rollout looked at later', () => {
  it('stays what it was; who had not moved was overtaken by the next change', async () => {
    fleet.now = at(400)
    await changeProxyPath({
      ctx: fleet.person('admin'),
      parts: fleet.parts,
      input: { proxy: 'silent', path: 'support/slack.yaml' },
    })
    fleet.now = at(500)
    const third = await fleet.push({ [POLICY]: THREE })
    fleet.now = at(510)
    for (const name of ['quick', 'stuck']) await loads(name, `${name}-1`, THREE)
    const rollout = await trace()
    expect(rollout?.overtakenBy).toBe(third)
    expect(rollout?.rows.map(({ proxy, outcome, afterMs }) => [proxy, outcome, afterMs])).toEqual([
      ['quick', 'running', 2_000],
      ['twins', 'running', 9_000],
      ['refuses', 'overtaken', null],
      ['stuck', 'overtaken', null],
      ['goes', 'left', null],
      ['silent', 'left', null],
    ])
    expect(rollout?.rows.find(({ proxy }) => proxy === 'stuck')?.until).toEqual(at(500))
    const moved = (await trace(third))?.rows.filter(({ outcome }) => outcome === 'running')
    expect(moved?.map(({ proxy, afterMs }) => [proxy, afterMs])).toEqual([
      ['quick', 10_000],
      ['stuck', 10_000],
    ])
  })

  it('says at every look what it would say at the first one', async () => {
    const FOUR = policyText('four')
    fleet.now = at(600)
    for (const name of ['pair', 'new', 'gone']) await enrol(name)
    for (const key of ['pair-1', 'pair-2', 'gone-1']) await starts(key.split('-')[0] ?? '', key, THREE)
    fleet.now = at(610)
    const fourth = await fleet.push({ [POLICY]: FOUR })
    const steps: [second: number, moved: string[], act: () => Promise<unknown>][] = [
      [611, [], () => Promise.resolve()],
      [612, [], () => loads('pair', 'pair-1', FOUR)],
      [613, ['new'], () => starts('new', 'new-1', FOUR)],
      [614, ['new'], () => retireProxy({ ctx: fleet.person('admin'), input: { proxy: 'gone' } })],
      [615, ['new', 'quick'], () => loads('quick', 'quick-1', FOUR)],
      // The connector goes on, and hears no more of either process: the one that had not moved was over first.
      [800, ['pair', 'new', 'quick'], () => keepsAlive('pair')],
    ]
    for (const [when, moved, act] of steps) {
      fleet.now = at(when)
      await act()
      const kept = await trace(fourth)
      const running = kept?.rows.filter(({ outcome }) => outcome === 'running')
      expect([when, running?.map(({ proxy }) => proxy)]).toEqual([when, moved])
      expect(kept).toEqual(await traceAnew(fourth))
    }
  })

  it('leaves out who was pinned by the last valid settings, where those of the merge have a mistake', async () => {
    fleet.now = at(900)
    const files = { [POLICY]: policyText('five'), '.lockstep.yaml': 'pins: soon\n' }
    const rollout = await trace(await fleet.push(files))
    expect(rollout?.pinned).toBe(1)
    expect(rollout?.rows.map(({ proxy }) => proxy)).not.toContain('held')
  })
})
