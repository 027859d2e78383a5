import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRollouts } from './count-rollout'
import { exportFleet, type FleetExportRow } from './export-fleet'
import { fleetAsOf } from './fleet-as-of'
import { getProxy } from './get-proxy'
import { listFleet } from './list-fleet'
import { findRolloutCommits } from './rollout-commits'
import { ONE, startSixProxies, TWO, type SixProxies } from './testing/six-proxies'
import { at, digests, POLICY, type TestFleet } from './testing/start-fleet'

let stage: SixProxies
let fleet: TestFleet
let [first, second] = ['', '']

beforeAll(async () => {
  stage = await startSixProxies()
  ;({ fleet, first, second } = stage)
})
afterAll(() => fleet.close())

const list = (input: Parameters<typeof listFleet>[0]['input'] = {}) =>
  listFleet({ ctx: fleet.person('read'), parts: fleet.parts, input })

describe('a change of policies on its way', () => {
  const counted = async (root: string) => {
    const about = { ctx: fleet.system(), parts: fleet.parts, root }
    return countRollouts({ ...about, commits: await findRolloutCommits(about) })
  }

  it('counts who runs it among those that should, by environment: not the pinned one, nor those of other files', async () => {
    expect(await counted('policies')).toMatchObject([
      {
        commit: second,
        ref: 'main',
        isRecent: true,
        isOver: false,
        environments: [{ environment: 'prod', total: 2, running: 1, replacedBy: null, isOver: false }],
      },
    ])
  })

  it('is none where no commit touched a policy', async () => {
    expect(await counted('elsewhere')).toEqual([])
  })
})

describe('the fleet', () => {
  it('prints every bucket, zeros included, and the denominator', async () => {
    const { buckets, total, drift, unknown } = await list()
    expect(buckets).toEqual({
      offline: 1,
      'not-running': 1,
      unverified: 0,
      rejected: 0,
      'did-not-reload': 0,
      'edited-outside-git': 0,
      'not-delivered': 1,
      'not-on-main': 1,
      'rolling-out': 0,
      pinned: 1,
      'in-sync': 1,
    })
    expect([total, drift, unknown]).toEqual([6, 2, 2])
    expect(Object.values(buckets).reduce((a, b) => a + b)).toBe(total)
  })

  it('keeps the rows of a group together, the largest group first, and counts each', async () => {
    const { groups, rows, board } = await list({ by: 'env' })
    const order = groups.map(({ name }) => name)
    const seen = [...new Set(rows.map(({ environment }) => environment))]
    expect(seen).toEqual(order)
    expect(groups.reduce((sum, { total }) => sum + total, 0)).toBe(rows.length)
    expect(board.reduce((sum, { total }) => sum + total, 0)).toBe(rows.length)
  })

  it('groups by state, the most urgent first, and by team', async () => {
    const byState = await list({ by: 'state' })
    expect(byState.groups.map(({ name, total }) => [name, total])).toEqual([
      ['Not delivered', 1],
      ['Not on main', 1],
      ['Offline', 1],
      ['Not running', 1],
      ['Pinned', 1],
      ['In sync', 1],
    ])
    expect((await list({ by: 'team' })).groups).toEqual([
      { name: 'pay', total: 4, inSync: 1 },
      { name: 'support', total: 2, inSync: 0 },
    ])
  })

  it('is exported whole, with the same filters and order as the list', async () => {
    const exported = async (input: Parameters<typeof exportFleet>[0]['input']) => {
      const pages: FleetExportRow[][] = []
      const reading = exportFleet({ ctx: fleet.person('read'), parts: fleet.parts, input })
      for await (const page of reading) pages.push(page)
      return pages.flat()
    }
    expect((await exported({})).map(({ proxy }) => proxy)).toEqual(
      (await list()).rows.map(({ name }) => name),
    )
    const [behind, ...more] = await exported({ states: ['not-delivered'] })
    expect(more).toEqual([])
    expect(behind).toMatchObject({
      proxy: 'behind',
      team: 'pay',
      drift: true,
      desiredCommit: second,
      desiredSha256: digests(TWO).sha256,
      running: [{ sha256: digests(ONE).sha256, commit: first, evidence: 3 }],
      computedAt: fleet.now.toISOString(),
    })
  })

  it('lists drift first, then what is not known, with commits and how far behind', async () => {
    const { rows } = await list()
    expect(rows.map(({ name }) => name)).toEqual(['behind', 'removed', 'silent', 'idle', 'pinned', 'current'])
    const behind = rows.find(({ name }) => name === 'behind')
    expect(behind).toMatchObject({
      desired: { commit: second, broughtBy: second, ...digests(TWO) },
      desiredSince: at(-20),
      running: [{ commit: first, behindBy: 1, evidence: 3 }],
    })
  })

  it('filters and pages without changing the buckets', async () => {
    const page = await list({ states: ['not-delivered', 'in-sync'], limit: 1, offset: 1 })
    expect([page.total, page.matching, page.rows.map(({ name }) => name)]).toEqual([6, 2, ['current']])
    expect((await list({ team: 'support' })).total).toBe(2)
    expect((await list({ policy: POLICY, q: 'PINN' })).rows.map(({ name }) => name)).toEqual(['pinned'])
  })

  it('says why a pinned proxy is where it is', async () => {
    const { rows } = await list({ states: ['pinned'] })
    expect(rows[0]?.sentence).toBe(`Pinned to ${first.slice(0, 7)} until 1 Dec 00:00 (INC-7).`)
  })
})

describe('one proxy', () => {
  it('says of each load when the branch was seen to get its commit', async () => {
    const found = await getProxy({
      ctx: fleet.person('read'),
      parts: fleet.parts,
      input: { name: 'current' },
    })
    expect(found).toMatchObject({ proxy: { loads: [{ at: at(0), commit: second, landedAt: at(-20) }] } })
  })

  it('shows facts, processes, loads with their commits, and its path history', async () => {
    const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input: { name: 'behind' } })
    expect(found).toMatchObject({
      kind: 'proxy',
      proxy: {
        state: 'NOT_DELIVERED',
        instances: [{ commit: first, verdict: { state: 'NOT_DELIVERED' } }],
        // The branch had it when it was seen first: since when is not known.
        loads: [{ kind: 'startup', commit: first, landedAt: null }],
        paths: [{ policyPath: POLICY }],
        connector: { secondAt: null, tokens: [{}] },
      },
    })
  })

  it('that does not exist is not found', async () => {
    const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input: { name: 'nobody' } })
    expect(found).toEqual({ kind: 'not-found' })
  })
})

describe('the fleet at an instant', () => {
  const then = (minutes: number) =>
    fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input: { at: at(minutes) } })

  it('counts who was registered then', async () => {
    expect((await then(-31)).total).toBe(0)
    expect((await then(-25)).total).toBe(6)
  })

  it('compares what ran with what was desired then, by recorded ref updates', async () => {
    const { proxies, inSync } = await then(1)
    const of = (name: string) => proxies.find((proxy) => proxy.name === name)
    expect(of('current')).toMatchObject({ state: 'in-sync', desired: { commit: second } })
    expect(of('behind')).toMatchObject({ state: 'other', runs: [{ commit: first }] })
    expect(of('removed')).toMatchObject({ state: 'not-known', desired: null })
    expect(of('silent')?.state).toBe('not-running')
    expect(of('pinned')).toMatchObject({ state: 'in-sync', desired: { commit: first } })
    expect(inSync).toBe(2)
  })

  it('says of one proxy since when and until when it ran what it ran, and where the branch stood', async () => {
    const one = (minutes: number) =>
      fleetAsOf({
        ctx: fleet.person('read'),
        parts: fleet.parts,
        input: { at: at(minutes), name: 'current' },
      })
    const { proxies, tip, total } = await one(1)
    expect([tip, total, proxies[0]?.runs]).toMatchObject([second, 1, [{ since: at(0), until: null }]])
    expect((await one(-25)).tip).toBe(first)
    const proxyId = stage.proxy('current').proxyId
    const instance = await fleet.db.prisma.instance.findFirstOrThrow({ where: { proxyId } })
    const load = { proxyId, instanceId: instance.id, receivedAt: at(5), evidence: 3 }
    await fleet.db.prisma.load.create({ data: { ...load, at: at(5), kind: 'reload', result: 'success' } })
    expect((await one(1)).proxies[0]?.runs).toMatchObject([{ since: at(0), until: at(5) }])
  })
})
