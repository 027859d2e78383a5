import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRunning } from './count-running'
import { listAffected } from './list-affected'
import { recordReport } from './record-report'
import {
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'

const SLACK = 'policies/support/slack.yaml'
const [ONE, TWO] = [policyText('one'), policyText('two')]

let fleet: TestFleet
const commits = { first: '', slack: '', second: '', readme: '' }

async function enrol(name: string, path: string): Promise<{ proxyId: string; name: string }> {
  return fleet.addProxy({ name, path, labels: { env: 'prod' } })
}

/** A proxy whose one process has loaded a text. */
async function runs(name: string, path: string, text: string): Promise<void> {
  const connector = await enrol(name, path)
  const instance = instanceRunning(text, fleet.now, { nativeId: name })
  const at = fleet.now.toISOString()
  const load = { instance: instance.id, at, kind: 'startup', result: 'success', error: null } as const
  const input = report({
    boot: randomUUID(),
    seq: 0,
    clock: at,
    instances: [instance],
    loads: [{ ...load, ...digests(text), evidence: 3 }],
    full: true,
  })
  const result = await recordReport({ ctx: fleet.connector(connector), parts: fleet.parts, input })
  if (result.kind !== 'recorded') throw new Error(result.kind)
}

beforeAll(async () => {
  fleet = await startFleet()
  commits.first = await fleet.push({ [POLICY]: ONE })
  commits.slack = await fleet.push({ [SLACK]: ONE })
  commits.second = await fleet.push({ [POLICY]: TWO })
  await runs('quick', POLICY, TWO)
  await runs('late', POLICY, ONE)
  await enrol('silent', POLICY)
  await enrol('held', POLICY)
  await runs('slack', SLACK, ONE)
  commits.readme = await fleet.push({
    'README.md': 'x',
    '.lockstep.yaml': `pins:\n  - { proxy: held, commit: ${commits.first}, reason: INC-7, until: 2999-12-01 }\n`,
  })
})
afterAll(() => fleet.close())

const count = (...changes: { commit: string; paths: string[] }[]) =>
  countRunning({ ctx: fleet.person('read'), parts: fleet.parts, input: { changes } })

describe('who runs a change now', () => {
  it('is counted of the proxies of its files that no pin holds, and names the worst of the others', async () => {
    const [second, slack] = await count(
      { commit: commits.second, paths: [POLICY] },
      { commit: commits.slack, paths: [SLACK] },
    )
    expect(second).toMatchObject({ kind: 'counted', total: 3, running: 1 })
    expect(second).not.toMatchObject({ worst: null })
    expect(slack).toEqual({ kind: 'counted', total: 1, running: 1, worst: null })
  })

  it('is nobody’s question once later commits changed all of its files, and still is while one stands', async () => {
    const paths = [POLICY]
    expect(await count({ commit: commits.first, paths })).toEqual([{ kind: 'superseded' }])
    expect(await count({ commit: commits.slack, paths: [POLICY, SLACK] })).toEqual([
      { kind: 'counted', total: 1, running: 1, worst: null },
    ])
  })

  it('is nothing for what changed no policy, or what the branch does not have', async () => {
    const nothing = { kind: 'nothing' }
    expect(await count({ commit: commits.readme, paths: [] })).toEqual([nothing])
    expect(await count({ commit: 'f'.repeat(40), paths: [POLICY] })).toEqual([nothing])
  })
})

it('lists whom a change of a policy reaches, the most urgent first, apart from those that a pin holds', async () => {
  const { proxies, held } = await listAffected({
    ctx: fleet.person('read'),
    parts: fleet.parts,
    input: { paths: [POLICY] },
  })
  expect(proxies.map(({ name }) => name).at(-1)).toBe('quick')
  expect(proxies.map(({ name }) => name).toSorted()).toEqual(['late', 'quick', 'silent'])
  expect(held).toMatchObject([{ name: 'held' }])
})
