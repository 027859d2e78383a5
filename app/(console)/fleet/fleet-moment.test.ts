import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportFleetThen } from '@/lib/fleet/export-fleet-then'
import { fleetAsOf } from '@/lib/fleet/fleet-as-of'
import { at, digests, policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { fleetMoment } from './fleet-moment'

const REF = 'refs/heads/main'
const iso = (minutes: number) => at(minutes).toISOString()
const [ONE, TWO, THREE] = [policyText('one'), policyText('two'), policyText('three')]

let fleet: TestFleet

/** Commits by the name that the tests give them. */
const commits: Record<string, string> = {}

/** Seen on main at 0, 10 (two commits at once) and 20; the proxy is there from 5, and loads the first content at 6 and the third at 15. */
beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(0)
  commits.first = await fleet.push({ [POLICY]: ONE })
  fleet.now = at(5)
  const enrolled = await fleet.addProxy({ name: 'busy', path: POLICY, labels: { env: 'prod' } })
  fleet.now = at(10)
  commits.passed = await fleet.remote.commit({ files: { [POLICY]: TWO } })
  commits.third = await fleet.push({ [POLICY]: THREE })
  fleet.now = at(20)
  commits.unrelated = await fleet.push({ 'README.md': 'x' })
  commits.elsewhere = await fleet.remote.commit({
    branch: 'topic',
    from: commits.first,
    files: { [POLICY]: TWO },
  })
  await fleet.fetch()
  await load(enrolled.proxyId)
  fleet.now = at(60)
})
afterAll(() => fleet.close())

async function load(proxyId: string): Promise<void> {
  const { id: instanceId } = await fleet.db.prisma.instance.create({
    data: { repositoryId: fleet.repositoryId, proxyId, reporterId: proxyId, nativeId: '00000001' },
  })
  const row = (minutes: number, kind: string, text: string) => {
    const { sha256, blob } = digests(text)
    const content = { sha256: Buffer.from(sha256, 'hex'), blob, evidence: 3 }
    const when = { at: at(minutes), receivedAt: at(minutes) }
    return { proxyId, instanceId, kind, result: 'success', ...when, ...content }
  }
  await fleet.db.prisma.load.createMany({ data: [row(6, 'startup', ONE), row(15, 'reload', THREE)] })
}

async function moment(text: string) {
  const history = await fleet.mirror.history(REF)
  if (history === null) throw new Error('no history')
  const source = { mirror: fleet.mirror, repository: { ref: REF } }
  return fleetMoment(fleet.person('read'), source, history, commits[text] ?? text)
}

/** The fleet as the page reads it for `?at=`. */
async function then(text: string) {
  const answer = await moment(text)
  if (answer.kind !== 'found') return answer.kind
  const input = { at: answer.moment.at }
  const { tip, proxies } = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input })
  return { at: answer.moment.at, commit: answer.commit, tip, proxies: proxies.map(({ state }) => state) }
}

describe('the fleet at a commit', () => {
  it('is that of the instant since which the branch is on record with it', async () => {
    const { first, third } = commits
    expect(await then('first')).toEqual({ at: at(0), commit: first, tip: first, proxies: [] })
    expect(await then('third')).toEqual({ at: at(10), commit: third, tip: third, proxies: ['other'] })
  })

  it('says the commit in full for a short one, and for the branch by its name', async () => {
    const { third, unrelated } = commits
    expect(await then((third ?? '').slice(0, 7))).toMatchObject({ at: at(10), commit: third })
    expect(await then('main')).toMatchObject({ at: at(20), commit: unrelated, proxies: ['in-sync'] })
  })

  it('that came together with later ones is that of the instant at which all of them came', async () => {
    const { passed, third } = commits
    expect(await then('passed')).toEqual({ at: at(10), commit: passed, tip: third, proxies: ['other'] })
  })

  it.each([
    ['nobody has', '0'.repeat(40), 'unknown'],
    ['nobody has, shortened', '0000000', 'unknown'],
    ['the branch never had', 'elsewhere', 'elsewhere'],
  ])('that %s is not the fleet of the present', async (_, text, kind) => {
    expect(await then(text)).toBe(kind)
  })

  it('that is not recorded yet is not the fleet of the present', async () => {
    const { remote, mirror } = fleet
    const commit = await remote.commit({ branch: 'main', files: { 'README.md': 'y' } })
    await mirror.fetch()
    expect(await then(commit)).toBe('not-recorded')
  })
})

describe('the fleet at an instant', () => {
  it('is that of the instant, with where the branch stood', async () => {
    const { first, third } = commits
    expect(await then(iso(7))).toEqual({ at: at(7), commit: null, tip: first, proxies: ['in-sync'] })
    expect(await then('2026-11-24 14:12')).toMatchObject({ tip: third, proxies: ['other'] })
    expect(await then(iso(16))).toMatchObject({ tip: third, proxies: ['in-sync'] })
  })

  it('is exported as the page shows it, with what each process ran', async () => {
    const { first, third } = commits
    expect(await exported({ at: at(12), ...ALL })).toEqual([
      {
        proxy: 'busy',
        environment: 'prod',
        policy: POLICY,
        state: 'other',
        desiredCommit: third,
        desiredBlob: digests(THREE).blob,
        running: [{ ...digests(ONE), commit: first, evidence: 3, since: iso(6) }],
        evidence: 3,
        live: 1,
        tip: third,
        asOf: iso(12),
      },
    ])
  })

  it.each([
    [1, 'a part of the name', { q: 'BUS' }],
    [1, 'a part of the path', { q: POLICY.slice(-9) }],
    [1, 'the environment', { environment: 'prod' }],
    [1, 'the state then', { state: 'other' as const }],
    [0, 'another name', { q: 'idle' }],
    [0, 'another environment', { q: 'busy', environment: 'staging' }],
    [0, 'another state', { state: 'in-sync' as const }],
  ])('has %d proxies of one that fit %s', async (count, _, filter) => {
    expect(await exported({ at: at(12), ...ALL, ...filter })).toHaveLength(count)
  })

  it('of a day is that of its beginning', async () => {
    expect(await then('2026-11-24')).toEqual({
      at: new Date('2026-11-24T00:00:00Z'),
      commit: null,
      tip: null,
      proxies: [],
    })
  })

  it.each([
    ['still to come', iso(61), 'future'],
    ['a typo', '2026-11-24T14:7', 'unknown'],
    ['of a day that the calendar does not have', '2026-02-30', 'unknown'],
    ['a word', 'yesterday', 'unknown'],
  ])('that is %s is not the fleet of the present', async (_, text, kind) => {
    expect(await then(text)).toBe(kind)
  })
})

const ALL = { q: '', environment: null, state: null }

async function exported(input: Parameters<typeof exportFleetThen>[0]['input']) {
  const rows = []
  for await (const page of exportFleetThen({ ctx: fleet.person('read'), parts: fleet.parts, input }))
    rows.push(...page)
  return rows
}
