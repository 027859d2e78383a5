import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadReport } from '@/lib/wire/report'
import { changeProxyPath } from './change-proxy-path'
import { exportRuns } from './export-runs'
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
import { traceVersions, type ProxyRuns } from './trace-versions'

let fleet: TestFleet
const [ONE, TWO, LOCAL] = [policyText('one'), policyText('two'), policyText('made here')]
const OTHER = 'policies/support/slack.yaml'
/** Commits that brought them. */
let one: string
let two: string

async function enrol(name: string, path = POLICY) {
  return fleet.addProxy({ name, path })
}

type Line = Pick<LoadReport, 'kind' | 'result' | 'evidence'> & {
  readonly text: string
  readonly minutes: number
}

const loaded = (minutes: number, text: string, more: Partial<Line> = {}): Line => ({
  kind: 'reload',
  result: 'success',
  evidence: 4,
  text,
  minutes,
  ...more,
})

/** What one process of a proxy loaded, from its start on. */
async function loads(proxy: { proxyId: string; name: string }, ...lines: Line[]) {
  const began = at(lines[0]?.minutes ?? 0)
  const instance = instanceRunning(ONE, began, { lastEventAt: fleet.now.toISOString() })
  await recordReport({
    ctx: fleet.connector(proxy),
    parts: fleet.parts,
    input: report({
      boot: randomUUID(),
      clock: fleet.now.toISOString(),
      instances: [instance],
      loads: lines.map(({ text, minutes, kind, result, evidence }) => {
        const when = { instance: instance.id, at: at(minutes).toISOString(), error: null }
        return Object.assign(when, { kind, result, evidence }, digests(text))
      }),
    }),
  })
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-60)
  one = await fleet.push({ [POLICY]: ONE, [OTHER]: ONE })
  const steady = await enrol('steady')
  const late = await enrol('late')
  const weak = await enrol('weak')
  const edited = await enrol('edited')
  await enrol('silent')
  await enrol('elsewhere', OTHER)
  await enrol('moved')
  fleet.now = at(0)
  two = await fleet.push({ [POLICY]: TWO })
  fleet.now = at(20)
  await changeProxyPath({
    ctx: fleet.person('admin'),
    parts: fleet.parts,
    input: { proxy: 'moved', path: OTHER },
  })
  const young = await enrol('young')
  fleet.now = at(40)
  const start = loaded(-20, ONE, { kind: 'startup' })
  await loads(steady, start, loaded(1, TWO))
  await loads(late, start, loaded(2, TWO, { result: 'failure', evidence: 0 }), loaded(30, TWO))
  await loads(weak, start, loaded(1, TWO, { evidence: 2 }))
  await loads(edited, start, loaded(10, LOCAL))
  await loads(young, loaded(25, TWO, { kind: 'startup' }))
})
afterAll(() => fleet.close())

const trace = (from = at(-10), to = at(40), paths = [POLICY]) =>
  traceVersions({ ctx: fleet.person('read'), parts: fleet.parts, input: { paths, from, to } })

/** Minutes since the start, the state, and the commits. */
function said({ spans }: ProxyRuns) {
  return spans.map(({ from, to, state, contents }) => [
    (from.getTime() - at(0).getTime()) / 60_000,
    (to.getTime() - at(0).getTime()) / 60_000,
    state,
    ...contents.map(({ commit }) => commit),
  ])
}

describe('what the proxies of a policy ran', () => {
  it('is told for each of them from the load history, as far as it is proved', async () => {
    const runs = await trace()
    expect(Object.fromEntries(runs.proxies.map((proxy) => [proxy.name, said(proxy)]))).toEqual({
      steady: [
        [-10, 1, 'proved', one],
        [1, 40, 'proved', two],
      ],
      late: [
        [-10, 30, 'proved', one],
        [30, 40, 'proved', two],
      ],
      weak: [
        [-10, 1, 'proved', one],
        [1, 40, 'not-proved', two],
      ],
      edited: [
        [-10, 10, 'proved', one],
        [10, 40, 'proved', null],
      ],
      young: [[25, 40, 'proved', two]],
      silent: [],
      moved: [],
    })
    expect(runs.total).toBe(7)
  })

  it('begins when a proxy got the path, and ends when it got another', async () => {
    const { proxies } = await trace()
    const times = new Map(proxies.map(({ name, from, to, follows }) => [name, [from, to, follows]]))
    expect(times.get('steady')).toEqual([at(-10), at(40), true])
    expect(times.get('young')).toEqual([at(20), at(40), true])
    expect(times.get('moved')).toEqual([at(-10), at(20), false])
    expect((await trace(at(25))).proxies.map(({ name }) => name)).not.toContain('moved')
  })

  it('of a time before anybody had the path is nothing', async () => {
    expect(await trace(at(-100), at(-90))).toMatchObject({ proxies: [], total: 0 })
    expect((await trace(at(-10), at(40), ['policies/none.yaml'])).total).toBe(0)
  })

  it('is known no longer than its connector spoke', async () => {
    const { proxies } = await trace(at(-10), at(60))
    const steady = proxies.find(({ name }) => name === 'steady')
    expect(steady?.knownTo).toEqual(at(40))
    expect(steady?.spans.at(-1)?.to).toEqual(at(40))
  })

  it('is exported with a row for each span', async () => {
    const input = { paths: [POLICY], from: at(-10), to: at(40) }
    const rows = []
    for await (const page of await exportRuns({ ctx: fleet.person('read'), parts: fleet.parts, input }))
      rows.push(...page)
    expect(rows).toHaveLength(9)
    expect(rows.find(({ proxy }) => proxy === 'edited')).toEqual({
      proxy: 'edited',
      environment: expect.any(String),
      from: at(-10).toISOString(),
      until: at(10).toISOString(),
      seconds: 1200,
      state: 'proved',
      commits: one,
      blobs: digests(ONE).blob,
      evidence: 4,
    })
  })
})
