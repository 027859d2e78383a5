import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LoadReport } from '@/lib/wire/report'
import { changeProxyPath } from './change-proxy-path'
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
import { traceContent } from './trace-content'

let fleet: TestFleet
const [ONE, TWO] = [policyText('one'), policyText('two')]
const OTHER = 'policies/support/slack.yaml'

async function enrol(name: string, path: string) {
  return fleet.addProxy({ name, path })
}

interface Line extends Pick<LoadReport, 'result' | 'evidence'>, Partial<Pick<LoadReport, 'kind'>> {
  readonly text: string
  readonly minutes: number
  readonly error?: string
}

function loadLine(instance: string, { text, minutes, error = '', ...line }: Line): LoadReport {
  const what = { instance, at: at(minutes).toISOString(), kind: 'reload' as const }
  return { ...what, ...digests(text), error: error === '' ? null : error, ...line }
}

async function loads(proxy: { proxyId: string; name: string }, ...lines: Line[]) {
  const instance = instanceRunning(ONE, at(-30))
  await recordReport({
    ctx: fleet.connector(proxy),
    parts: fleet.parts,
    input: report({
      boot: randomUUID(),
      clock: fleet.now.toISOString(),
      instances: [instance],
      loads: lines.map((line) => loadLine(instance.id, line)),
    }),
  })
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-60)
  await fleet.push({ [POLICY]: ONE, [OTHER]: ONE })
  const fast = await enrol('fast', POLICY)
  const slow = await enrol('slow', POLICY)
  const weak = await enrol('weak', POLICY)
  const refusing = await enrol('refusing', POLICY)
  await enrol('never', POLICY)
  const restarting = await enrol('restarting', POLICY)
  await enrol('elsewhere', OTHER)
  await enrol('moved', POLICY)
  fleet.now = at(0)
  await fleet.push({ [POLICY]: TWO })
  fleet.now = at(10)
  const success = { result: 'success', evidence: 3 } as const
  // What was loaded before the merge, and other contents, say nothing of it.
  await loads(
    fast,
    { ...success, text: TWO, minutes: -5 },
    { ...success, text: TWO, minutes: 1, evidence: 4 },
  )
  await loads(
    slow,
    { ...success, text: ONE, minutes: 1 },
    { ...success, text: TWO, minutes: 2, evidence: 1 },
    {
      ...success,
      text: TWO,
      minutes: 3,
    },
  )
  await loads(weak, { ...success, text: TWO, minutes: 2, evidence: 2 })
  await loads(refusing, { result: 'failure', evidence: 0, text: TWO, minutes: 2, error: 'bad yaml' })
  const command = { kind: 'restart-command', evidence: 0, text: TWO } as const
  await loads(
    restarting,
    { ...command, result: null, minutes: 2 },
    { ...command, result: 'success', minutes: 3 },
    { ...command, result: 'failure', minutes: 4, error: 'ended with 1' },
  )
  await changeProxyPath({
    ctx: fleet.person('admin'),
    parts: fleet.parts,
    input: { proxy: 'moved', path: OTHER },
  })
})
afterAll(() => fleet.close())

it('says of each proxy of the path when it first ran the content, as far as that is proved', async () => {
  const traces = await traceContent({
    ctx: fleet.person('read'),
    input: { path: POLICY, ...digests(TWO), from: at(0) },
  })
  expect(traces.map(({ proxy, running, unproved, refused }) => [proxy, running, unproved, refused])).toEqual([
    ['fast', { at: at(1), evidence: 4, kind: 'reload' }, null, null],
    ['weak', null, { at: at(2), evidence: 2, kind: 'reload' }, null],
    ['slow', { at: at(3), evidence: 3, kind: 'reload' }, null, null],
    // It had the path at the merge.
    ['moved', null, null, null],
    ['never', null, null, null],
    ['refusing', null, null, { at: at(2), error: 'bad yaml' }],
    // That its restart command was run says nothing of what it loaded.
    ['restarting', null, null, null],
  ])
})

it('says of an instant what was known by then', async () => {
  const input = { path: POLICY, ...digests(TWO), from: at(0), until: at(2) }
  const traces = await traceContent({ ctx: fleet.person('read'), input })
  const said = traces.map(({ proxy, running, unproved }) => [proxy, running?.at, unproved?.at])
  expect(said.filter(([, ...times]) => times.some((time) => time !== undefined))).toEqual([
    ['fast', at(1), undefined],
    ['slow', undefined, at(2)],
    ['weak', undefined, at(2)],
  ])
})
