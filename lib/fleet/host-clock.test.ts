import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countExposure } from '@/lib/decisions/count-exposure'
import { ingestDecisions } from '@/lib/decisions/ingest-decisions'
import { batchOf, readTestBatch } from '@/lib/decisions/testing/open-log'
import type { InstanceReport, LoadReport } from '@/lib/wire/report'
import { fleetAsOf } from './fleet-as-of'
import { getProxy } from './get-proxy'
import { SKEW_TOLERANCE_MS } from './host-clock'
import { recordReport } from './record-report'
import {
  at,
  digests,
  instanceRunning,
  policyText,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'
import { traceRollout } from './trace-rollout'
import { traceVersions } from './trace-versions'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(() => fleet.close())

/** A host with one proxy and a clock that is some minutes off. */
class Host {
  readonly #boot = randomUUID()
  #seq = 0
  #full = true
  readonly processes: InstanceReport[] = []
  readonly #waiting: LoadReport[] = []
  #delivered: string | null = null

  private constructor(
    readonly proxy: { readonly proxyId: string; readonly name: string },
    /** Minutes. */
    public skew: number,
  ) {}

  static async enrol(path: string, skew: number): Promise<Host> {
    return new Host(await fleet.addProxy({ name: `host-${randomUUID().slice(0, 8)}`, path }), skew)
  }

  /** What its clock shows. */
  clock(minutes: number): string {
    return at(minutes + this.skew).toISOString()
  }

  starts(minutes: number, text: string): void {
    const nativeId = String(this.processes.length).padStart(8, '0')
    this.processes.push(instanceRunning(text, at(minutes + this.skew), { nativeId }))
    this.#loads(minutes, text, 'startup', this.processes.length - 1)
  }

  loads(minutes: number, text: string): void {
    this.#loads(minutes, text, 'reload', 0)
  }

  #loads(minutes: number, text: string, kind: LoadReport['kind'], place: number): void {
    const process = this.processes[place]
    if (process === undefined || process.endedAt !== null) return
    const when = this.clock(minutes)
    const { running } = instanceRunning(text, at(minutes + this.skew))
    this.processes[place] = { ...process, running, lastEventAt: when }
    this.#waiting.push({
      instance: process.id,
      at: when,
      kind,
      result: 'success',
      ...digests(text),
      error: null,
      evidence: 3,
    })
    this.#delivered = text
  }

  ends(minutes: number): void {
    const process = this.processes.at(-1)
    if (process === undefined || process.endedAt !== null) return
    const when = this.clock(minutes)
    this.processes[this.processes.length - 1] = { ...process, endedAt: when, lastEventAt: when }
  }

  /** Tells what is new; `sent`: what its clock showed when the request was sent; `lastEventAt`: the time of the newest event of who lives. */
  async reports(
    minutes: number,
    sent = this.clock(minutes),
    lastEventAt = this.clock(minutes),
  ): Promise<void> {
    fleet.now = at(minutes)
    const instances = this.processes.map((one) => (one.endedAt === null ? { ...one, lastEventAt } : one))
    const text = this.#delivered
    const disk = { path: '/etc/intercept/policy.yaml', at: this.clock(minutes), source: 'disk', error: null }
    const input = report({
      boot: this.#boot,
      seq: this.#seq++,
      full: this.#full,
      clock: sent,
      instances,
      loads: this.#waiting.splice(0),
      facts: text === null ? {} : { delivered: { ...digests(text), ...disk } },
    })
    this.#full = false
    const done = await recordReport({ ctx: fleet.connector(this.proxy), parts: fleet.parts, input })
    if (done.kind !== 'recorded') throw new Error(done.kind)
  }

  async calls(minutes: number): Promise<void> {
    fleet.now = at(minutes)
    const lines = [
      { ts: this.clock(minutes), type: 'tool_call', instance: '00000000', tool: 'pay', result: 'allowed' },
    ].map((event) => JSON.stringify(event))
    const batch = readTestBatch(batchOf({ fileId: randomUUID(), lines }), fleet.now)
    const readBlob = () => Promise.resolve(null)
    await ingestDecisions({ ctx: fleet.connector(this.proxy), input: { batch, readBlob } })
  }
}

const STEPS = ['merges', 'loads', 'loads, told later', 'starts', 'ends', 'beats', 'calls'] as const
type Step = readonly [gap: number, (typeof STEPS)[number]]

/** What happens to all hosts at the same instants, and all that is said of each of them afterwards. */
async function tell(path: string, hosts: readonly Host[], steps: readonly Step[]) {
  const [file, ctx] = [`policies/${path}`, fleet.person('read')]
  const merges: { commit: string; mergedAt: Date }[] = []
  let [minutes, text] = [0, policyText(`${path} 0`)]
  const asked: Date[] = []
  const together = async (does: (host: Host) => void, sentAt = minutes) => {
    for (const host of hosts) does(host)
    for (const host of hosts) await host.reports(sentAt)
  }
  await together((host) => host.starts(minutes, text))
  for (const [gap, step] of steps) {
    asked.push(at(minutes + 0.25))
    minutes += gap
    fleet.now = at(minutes)
    if (step === 'merges') {
      text = policyText(`${path} ${minutes}`)
      merges.push({ commit: await fleet.push({ [file]: text }), mergedAt: at(minutes) })
    } else if (step === 'calls') for (const host of hosts) await host.calls(minutes)
    else if (step === 'loads, told later') {
      await together((host) => host.loads(minutes, text), minutes + 2)
      minutes += 2
    } else if (step === 'loads') await together((host) => host.loads(minutes, text))
    else if (step === 'starts') await together((host) => host.starts(minutes, text))
    else if (step === 'ends') await together((host) => host.ends(minutes))
    else await together(() => undefined)
  }
  fleet.now = at(minutes + 0.25)
  const said = []
  for (const { proxy } of hosts) said.push(await sayOf(proxy.name))
  return said

  async function sayOf(name: string) {
    const now = { ...ctx, now: fleet.now }
    const ran = []
    for (const instant of [...asked, fleet.now]) {
      const { proxies } = await fleetAsOf({ ctx: now, parts: fleet.parts, input: { at: instant, name } })
      ran.push(proxies.map(({ runs, state }) => ({ runs, state })))
    }
    const moves = []
    for (const merge of merges) {
      const input = { ...merge, paths: null }
      const rollout = await traceRollout({ ctx: now, parts: fleet.parts, input })
      const row = rollout?.rows.find(({ proxy }) => proxy === name)
      const spans = row === undefined ? [] : [{ proxy: name, from: merge.mergedAt, to: row.until }]
      const exposures = await countExposure({ ctx: now, input: { spans } })
      moves.push({
        ...row,
        proxy: '',
        exposed: exposures.map(({ allowed, from, to }) => [allowed, from, to]),
      })
    }
    const range = { paths: [file], from: at(0), to: fleet.now }
    const { proxies } = await traceVersions({ ctx: now, parts: fleet.parts, input: range })
    const found = await getProxy({ ctx: now, parts: fleet.parts, input: { name } })
    return {
      ran,
      moves,
      spans: proxies.find((one) => one.name === name)?.spans,
      verdict: found.kind === 'proxy' && [found.proxy.state, found.proxy.sentence],
    }
  }
}

describe('times of hosts whose clocks are wrong', () => {
  it('never change what is said to have run at an instant, who moved when, or what was decided before', async () => {
    const off = fc.integer({ min: -7200, max: 7200 }).filter((s) => Math.abs(s * 1000) >= SKEW_TOLERANCE_MS)
    const step = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...STEPS))
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(off, { minLength: 2, maxLength: 2 }),
        fc.array(step, { minLength: 4, maxLength: 8 }),
        async (skews, steps) => {
          const path = `payments/story-${run++}.yaml`
          fleet.now = at(-1)
          await fleet.push({ [`policies/${path}`]: policyText(`${path} 0`) })
          const hosts: Host[] = []
          for (const seconds of [0, ...skews]) hosts.push(await Host.enrol(path, seconds / 60))
          // A merge that is loaded, told late, with calls before and after: what other steps come around varies.
          const [right, ...wrong] = await tell(path, hosts, [
            [1, 'merges'],
            [1, 'calls'],
            [2, 'loads, told later'],
            ...steps,
          ])
          for (const said of wrong) expect(said).toEqual(right)
        },
      ),
      { numRuns: 5 },
    )
  })
})

async function ranAt(host: Host, minutes: number) {
  const input = { at: at(minutes), name: host.proxy.name }
  const { proxies } = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input })
  return proxies.flatMap(({ runs }) => runs.map(({ blob, since }) => [blob, since]))
}

async function detail(host: Host) {
  const ctx = { ...fleet.person('read'), now: fleet.now }
  const found = await getProxy({ ctx, parts: fleet.parts, input: { name: host.proxy.name } })
  return found.kind === 'proxy' ? found.proxy : null
}

describe('a clock that is set right', () => {
  const path = 'payments/corrected.yaml'
  const [ONE, TWO] = [policyText('corrected one'), policyText('corrected two')]
  it.each([-120, 120])('by %i minutes does not move what was told before', async (skew) => {
    fleet.now = at(-1)
    await fleet.push({ [`policies/${path}`]: ONE })
    const host = await Host.enrol(path, skew)
    host.starts(0, ONE)
    await host.reports(1)
    host.loads(4, TWO)
    await host.reports(5)
    host.skew = 0
    await host.reports(10)
    host.loads(14, ONE)
    await host.reports(15)
    const [one, two] = [digests(ONE).blob, digests(TWO).blob]
    expect(await ranAt(host, 3)).toEqual([[one, at(0)]])
    expect(await ranAt(host, 7)).toEqual([[two, at(4)]])
    expect(await ranAt(host, 13)).toEqual([[two, at(4)]])
    expect(await ranAt(host, 150)).toEqual([[one, at(14)]])
  })

  it('leaves a process for dead whose last event came before, by the clock that was ahead', async () => {
    fleet.now = at(-1)
    await fleet.push({ [`policies/${path}`]: ONE })
    const state = async (host: Host) => (await detail(host))?.state
    const host = await Host.enrol(path, 120)
    host.starts(0, ONE)
    await host.reports(1)
    expect(await state(host)).toBe('IN_SYNC')
    const dead = host.clock(1)
    host.skew = 0
    await host.reports(4, undefined, dead)
    expect(await state(host)).toBe('NOT_RUNNING')
  })
})

it('two loads of a process keep the order of its host, though the report of the first one was under way for long', async () => {
  const path = 'payments/ordered.yaml'
  const [ONE, TWO] = [policyText('ordered one'), policyText('ordered two')]
  fleet.now = at(-1)
  await fleet.push({ [`policies/${path}`]: ONE })
  const host = await Host.enrol(path, 0)
  const second = 1 / 60
  host.starts(0, ONE)
  await host.reports(0)
  host.loads(1, TWO)
  await host.reports(1 + 4 * second, host.clock(1))
  host.loads(1 + second, ONE)
  await host.reports(1 + 4 * second)
  expect((await ranAt(host, 2)).map(([blob]) => blob)).toEqual([digests(ONE).blob])
})

it('a report that was under way for seconds neither moves its times nor makes the clock of its host look wrong', async () => {
  const path = 'payments/slow.yaml'
  const [ONE, TWO] = [policyText('slow one'), policyText('slow two')]
  fleet.now = at(-1)
  await fleet.push({ [`policies/${path}`]: ONE })
  const host = await Host.enrol(path, 0)
  const second = 1 / 60
  host.starts(0, ONE)
  await host.reports(0)
  host.loads(1, TWO)
  await host.reports(1 + 5 * second, host.clock(1))
  expect(await ranAt(host, 2)).toEqual([[digests(TWO).blob, at(1)]])
  expect((await detail(host))?.connector.clockSkewMs).toBe(0)
})
