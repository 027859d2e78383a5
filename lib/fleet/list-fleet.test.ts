import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadReport } from '@/lib/wire/report'
import { countRollouts } from './count-rollout'
import { changeProxyPath } from './change-proxy-path'
import { exportFleet, type FleetExportRow } from './export-fleet'
import { fleetAsOf } from './fleet-as-of'
import { getProxy } from './get-proxy'
import { listFleet } from './list-fleet'
import { recordReport } from './record-report'
import { retireProxy } from './retire-proxy'
import { findRolloutCommits } from './rollout-commits'
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
import { waitForDesired } from './wait-for-desired'

let fleet: TestFleet
const [ONE, TWO] = [policyText('one'), policyText('two')]
const OTHER = 'policies/support/slack.yaml'
let [first, second] = ['', '']

const proxies = new Map<string, { proxyId: string; name: string }>()

function enrolled(name: string): string {
  return proxies.get(name)?.proxyId ?? ''
}

function started(instance: string, when: string, text: string): LoadReport {
  return {
    instance,
    at: when,
    kind: 'startup',
    result: 'success',
    ...digests(text),
    error: null,
    evidence: 3,
  }
}

async function reports(name: string, text: string | null) {
  const known = proxies.get(name)
  if (!known) throw new Error(name)
  const when = fleet.now.toISOString()
  const running = text === null ? [] : [instanceRunning(text, fleet.now)]
  return recordReport({
    ctx: fleet.connector(known),
    parts: fleet.parts,
    input: report({
      boot: randomUUID(),
      clock: when,
      facts: {
        delivered: {
          ...digests(text ?? ONE),
          path: '/etc/p.yaml',
          at: when,
          source: 'disk',
          error: null,
        },
      },
      instances: running,
      loads: running.map(({ id }) => started(id, when, text ?? ONE)),
    }),
  })
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-30)
  first = await fleet.push({ [POLICY]: ONE, [OTHER]: ONE, 'policies/gone.yaml': ONE })
  for (const [name, path] of [
    ['behind', POLICY],
    ['current', POLICY],
    ['idle', OTHER],
    ['pinned', POLICY],
    ['removed', 'policies/gone.yaml'],
    ['silent', OTHER],
  ] as const) {
    const result = await fleet.addProxy({
      name,
      path,
      labels: { env: 'prod', team: path === OTHER ? 'support' : 'pay' },
    })
    proxies.set(name, result)
  }
  fleet.now = at(-20)
  second = await fleet.push({
    [POLICY]: TWO,
    'policies/gone.yaml': null,
    '.lockstep.yaml': `pins:\n  - { proxy: pinned, commit: ${first}, reason: INC-7, until: 2026-12-01 }\n`,
  })
  fleet.now = at(0)
  await reports('behind', ONE)
  await reports('current', TWO)
  await reports('idle', null)
  await reports('pinned', ONE)
  await reports('removed', ONE)
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
      desired: { commit: second, ...digests(TWO) },
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
    expect(rows[0]?.sentence).toBe(`Pinned to ${first.slice(0, 7)} until 2026-12-01 (INC-7).`)
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
    expect(inSync).toBe(1)
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
    const proxyId = enrolled('current')
    const instance = await fleet.db.prisma.instance.findFirstOrThrow({ where: { proxyId } })
    const load = { proxyId, instanceId: instance.id, receivedAt: at(5), evidence: 3 }
    await fleet.db.prisma.load.create({ data: { ...load, at: at(5), kind: 'reload', result: 'success' } })
    expect((await one(1)).proxies[0]?.runs).toMatchObject([{ since: at(0), until: at(5) }])
  })
})

describe('waiting for the desired policy', () => {
  const wait = (name: string, known: string, seconds: number, signal?: AbortSignal) =>
    waitForDesired({
      ctx: fleet.connector(proxies.get(name) ?? { proxyId: '', name }),
      parts: fleet.parts,
      input: { known, wait: seconds },
      ...(signal ? { signal } : {}),
    })

  it('answers at once with the bytes when the caller knows nothing', async () => {
    const result = await wait('current', '', 0)
    expect(result).toMatchObject({
      kind: 'changed',
      answer: { content: Buffer.from(TWO).toString('base64') },
    })
  })

  it('gives a pinned proxy the pinned content', async () => {
    const result = await wait('pinned', '', 0)
    expect(result).toMatchObject({ answer: { desired: { pinned: true, commit: first, ...digests(ONE) } } })
  })

  it('says removed, without bytes', async () => {
    expect(await wait('removed', '', 0)).toMatchObject({ answer: { tag: 'removed', content: null } })
  })

  it('ends when the caller hangs up', async () => {
    const hung = new AbortController()
    const waiting = wait('current', `file-${digests(TWO).blob}`, 55, hung.signal)
    hung.abort()
    expect(await waiting).toEqual({ kind: 'unchanged' })
  })

  it('lets four calls of a proxy wait at once, and one more when one has ended', async () => {
    const hung = new AbortController()
    const known = `file-${digests(TWO).blob}`
    const waiting = Array.from({ length: 4 }, () => wait('current', known, 55, hung.signal))
    expect(await wait('current', known, 0)).toEqual({ kind: 'too-many' })
    expect(await wait('pinned', '', 0)).toMatchObject({ kind: 'changed' })
    hung.abort()
    await Promise.all(waiting)
    expect(await wait('current', known, 0)).toEqual({ kind: 'unchanged' })
  })

  it('wakes those whose content changed when a ref moves, and only those', async () => {
    const hung = new AbortController()
    const changed = wait('idle', `file-${digests(ONE).blob}`, 55)
    const other = wait('current', `file-${digests(TWO).blob}`, 55, hung.signal)
    await fleet.push({ [OTHER]: TWO })
    expect(await changed).toMatchObject({ kind: 'changed', answer: { desired: digests(TWO) } })
    hung.abort()
    expect(await other).toEqual({ kind: 'unchanged' })
  })
})

describe('an administrator', () => {
  it('changes the path of a proxy, which is recorded; nobody else does', async () => {
    const input = { proxy: 'idle', path: 'payments/stripe.yaml' }
    const { source } = fleet.parts
    expect(await changeProxyPath({ ctx: fleet.person('write'), source, input })).toEqual({
      kind: 'forbidden',
    })
    expect(await changeProxyPath({ ctx: fleet.person('admin'), source, input })).toEqual({
      kind: 'changed',
      path: POLICY,
    })
    const paths = await fleet.db.prisma.proxyPath.findMany({ where: { proxy: { name: 'idle' } } })
    expect(paths).toHaveLength(2)
    expect(await fleet.db.prisma.auditEvent.count({ where: { action: 'proxy.path-changed' } })).toBe(1)
  })

  it('retires a proxy: out of the counts, kept in the past, its tokens end', async () => {
    const input = { proxy: 'silent' }
    expect(await retireProxy({ ctx: fleet.person('maintain'), input })).toEqual({ kind: 'forbidden' })
    expect(await retireProxy({ ctx: fleet.person('admin'), input })).toEqual({ kind: 'retired' })
    expect((await list()).total).toBe(5)
    const before = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input: { at: at(-1) } })
    expect(before.total).toBe(6)
    const tokens = await fleet.db.prisma.proxyToken.findMany({ where: { proxy: { name: 'silent' } } })
    expect(tokens.every(({ revokedAt }) => revokedAt !== null)).toBe(true)
  })
})
