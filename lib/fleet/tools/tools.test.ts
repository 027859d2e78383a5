import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/db/database'
import { listFleet } from '../list-fleet'
import { retireProxy } from '../retire-proxy'
import { POLICY, policyText, startFleet, type TestFleet } from '../testing/start-fleet'
import { offered, seeTools } from '../testing/tool-lists'
import { acknowledgeTools } from './acknowledge-tools'
import { countToolChanges } from './count-tool-changes'
import { forgetLists } from './forget-lists'
import { knownTools } from './known-tools'
import { queueToolAlerts } from './queue-tool-alerts'
import { listToldLists } from './list-told-lists'
import { readToldList } from './read-told-list'
import { readToolHistory } from './tool-history'

const OTHER = 'policies/support/zendesk.yaml'

let fleet: TestFleet

beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one'), [OTHER]: policyText('two') })
})
afterAll(() => fleet.close())

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 14, minute))
const policyOf = async (policy: string) => knownTools({ ctx: fleet.person('read'), input: { policy } })

async function enrol(path: string) {
  const { proxyId, path: policyPath } = await fleet.addProxy({
    name: `proxy-${randomUUID().slice(0, 8)}`,
    path,
  })
  const { name } = await fleet.db.prisma.proxy.findUniqueOrThrow({ where: { id: proxyId } })
  return {
    proxyId,
    name,
    policyPath,
    sees: (minute: number, ...tools: ReturnType<typeof offered>[]) =>
      seeTools(fleet.db, proxyId, at(minute), { tools }),
  }
}

async function newPolicy() {
  const path = `policies/${randomUUID()}/a.yaml`
  await fleet.push({ [path]: policyText('three') })
  return path
}

describe('the tools of a policy', () => {
  it('are not known while no proxy told any', async () => {
    const path = await newPolicy()
    await enrol(path)
    expect(await policyOf(path)).toBeNull()
  })

  it('are those that its proxies saw last, each once, by the more dangerous word', async () => {
    const path = await newPolicy()
    const [one, two] = [await enrol(path), await enrol(path)]
    await one.sees(1, offered('gone'))
    await one.sees(2, offered('read', { hints: { readOnlyHint: true } }), offered('say'))
    await two.sees(5, offered('read', { hints: { destructiveHint: true } }), offered('b'))
    expect(await policyOf(path)).toEqual({
      tools: [
        { name: 'b', kind: 'unsaid' },
        { name: 'read', kind: 'destroys' },
        { name: 'say', kind: 'unsaid' },
      ],
      complete: true,
      proxies: 2,
      source: `of 2 proxies, last seen by ${two.name}, 24 Nov 2026, 14:05 UTC`,
    })
  })

  it('say when some of them did not fit', async () => {
    const path = await newPolicy()
    const { proxyId } = await enrol(path)
    await seeTools(fleet.db, proxyId, at(1), { tools: [offered('a')], leftOut: 4 })
    expect(await policyOf(path)).toMatchObject({ complete: false })
  })

  it('are not those of another policy, nor of a proxy that is retired', async () => {
    const path = await newPolicy()
    const [stays, goes, elsewhere] = [await enrol(path), await enrol(path), await enrol(OTHER)]
    await stays.sees(1, offered('a'))
    await goes.sees(2, offered('b'))
    await elsewhere.sees(3, offered('c'))
    await retireProxy({ ctx: fleet.person('admin'), input: { proxy: goes.name } })
    expect((await policyOf(path))?.tools.map(({ name }) => name)).toEqual(['a'])
  })
})

describe('the list of one proxy', () => {
  it('is the one that it saw last, and it is among those to choose from', async () => {
    const [told, silent] = [await enrol(POLICY), await enrol(POLICY)]
    await told.sees(1, offered('a'))
    await seeTools(fleet.db, told.proxyId, at(2), { tools: [offered('b'), offered('c')], leftOut: 3 })
    const ctx = fleet.person('read')
    const lists = (await listToldLists({ ctx })).filter(({ proxy }) =>
      [told.name, silent.name].includes(proxy),
    )
    expect(lists).toEqual([{ proxy: told.name, tools: 5, seenAt: at(2) }])
    expect(await readToldList({ ctx, input: { proxy: told.name } })).toEqual({
      tools: [offered('b'), offered('c')],
      leftOut: 3,
      seenAt: at(2),
    })
    expect(await readToldList({ ctx, input: { proxy: silent.name } })).toBeNull()
  })
})

const changesOf = async ({ proxyId }: { proxyId: string }) =>
  (await countToolChanges(fleet.person('read'))).get(proxyId)?.changes ?? 0

describe('a changed list', () => {
  const acknowledge = (role: 'read' | 'write', proxy: string, ...lists: string[]) =>
    acknowledgeTools({ ctx: fleet.person(role), input: { proxy, lists } })
  it('counts until somebody who may write acknowledges it, and the first list never counts', async () => {
    const proxy = await enrol(POLICY)
    await proxy.sees(1, offered('a'))
    expect(await changesOf(proxy)).toBe(0)
    const second = await proxy.sees(2, offered('b'))
    const third = await proxy.sees(3, offered('c'))
    expect(await changesOf(proxy)).toBe(2)
    expect(await acknowledge('read', proxy.name, second)).toEqual({ kind: 'forbidden' })
    expect(await acknowledge('write', proxy.name, second)).toEqual({ kind: 'acknowledged', count: 1 })
    expect(await changesOf(proxy)).toBe(1)
    await acknowledge('write', proxy.name, third)
    expect(await changesOf(proxy)).toBe(0)
    const { current, changes } = await readToolHistory(fleet.db.pool, proxy.proxyId)
    expect(current?.id).toBe(third)
    expect(changes.map(({ list }) => list.acknowledgedBy)).toEqual(['mara-l', 'mara-l'])
  })

  it('is acknowledged with all before it where a page cannot show them, and else alone', async () => {
    const proxy = await enrol(POLICY)
    await proxy.sees(0, offered('start'))
    const ids: string[] = []
    for (let minute = 1; minute <= 35; minute += 1) ids.push(await proxy.sees(minute, offered(`t${minute}`)))
    const { changes, isCut } = await readToolHistory(fleet.db.pool, proxy.proxyId)
    expect([isCut, changes.length < 35]).toEqual([true, true])
    await acknowledge('write', proxy.name, ids[34] ?? '')
    expect(await changesOf(proxy)).toBe(34)
    const shown = changes.map(({ list }) => list.id)
    const input = { proxy: proxy.name, lists: shown, older: true }
    await acknowledgeTools({ ctx: fleet.person('write'), input })
    expect(await changesOf(proxy)).toBe(0)
  })

  it('counts also after the list of before came back', async () => {
    const proxy = await enrol(POLICY)
    await proxy.sees(1, offered('a'))
    await proxy.sees(2, offered('a', { inputSchema: 'c'.repeat(64) }))
    await proxy.sees(3, offered('a'))
    expect(await changesOf(proxy)).toBe(1)
  })

  it('marks its proxy in the fleet, and the fleet can be narrowed to such', async () => {
    const [changed, calm] = [await enrol(OTHER), await enrol(OTHER)]
    await calm.sees(1, offered('a'))
    await changed.sees(1, offered('a'))
    await changed.sees(2, offered('b'))
    const ctx = fleet.person('read')
    const all = await listFleet({ ctx, parts: fleet.parts, input: { policy: OTHER } })
    expect(all.toolsChanged).toEqual({ total: 1, since: at(2), names: [changed.name] })
    expect(all.rows.find(({ name }) => name === changed.name)?.toolChanges).toBe(1)
    expect(all.rows.find(({ name }) => name === calm.name)?.toolChanges).toBe(0)
    const narrowed = await listFleet({
      ctx,
      parts: fleet.parts,
      input: { policy: OTHER, toolsChanged: true },
    })
    expect([narrowed.total, narrowed.rows.map(({ name }) => name)]).toEqual([all.total, [changed.name]])
  })

  it('is acknowledged once, audited, and only at its own proxy', async () => {
    const [mine, other] = [await enrol(POLICY), await enrol(POLICY)]
    await mine.sees(1, offered('a'))
    const list = await mine.sees(2, offered('b'))
    expect(await acknowledge('write', other.name, list)).toEqual({ kind: 'acknowledged', count: 0 })
    expect(await changesOf(mine)).toBe(1)
    expect(await acknowledge('write', 'nobody', list)).toEqual({ kind: 'not-found' })
    await acknowledge('write', mine.name, list)
    expect(await acknowledge('write', mine.name, list)).toEqual({ kind: 'acknowledged', count: 0 })
    const where = { action: 'proxy.tools-acknowledged', subject: mine.name }
    expect(await fleet.db.prisma.auditEvent.count({ where })).toBe(1)
  })
})

describe('a message about changed tools', () => {
  const queue = (db = fleet.db) =>
    queueToolAlerts({ ctx: { ...fleet.system(), db }, baseUrl: 'https://lockstep.example' })

  it('is queued once for each change that nobody acknowledged, and says what changed', async () => {
    await queue()
    const [changed, looked] = [await enrol(POLICY), await enrol(POLICY)]
    for (const proxy of [changed, looked]) await proxy.sees(1, offered('a'), offered('b'))
    await changed.sees(2, offered('a', { description: 'c'.repeat(64) }), offered('new'))
    const list = await looked.sees(2, offered('c'))
    await acknowledgeTools({ ctx: fleet.person('write'), input: { proxy: looked.name, lists: [list] } })
    expect(await queue()).toBe(1)
    expect(await queue()).toBe(0)
    const { rows } = await fleet.db.pool.query<{ event: string; body: string }>(
      'SELECT event, body FROM alert_message WHERE proxy_id = ANY ($1::uuid[])',
      [[changed.proxyId, looked.proxyId]],
    )
    expect(rows.map(({ event }) => event)).toEqual(['tools-changed'])
    expect(JSON.parse(rows[0]?.body ?? '')).toEqual({
      event: 'tools-changed',
      at: fleet.now.toISOString(),
      proxy: changed.name,
      environment: 'default',
      labels: { env: 'default' },
      policy: POLICY,
      sentence: 'Its server changed its tools: 1 new, 1 gone, 1 changed.',
      added: ['new'],
      removed: ['b'],
      changed: ['a'],
      url: `https://lockstep.example/fleet/${changed.name}#tools`,
    })
  })

  it('is queued with one connection', async () => {
    const proxy = await enrol(POLICY)
    await proxy.sees(1, offered('a'))
    await proxy.sees(2, offered('b'))
    const one = { connections: 1, waitMs: 0 }
    const db = openDatabase(fleet.url, () => {}, {
      lanes: { people: one, machines: one, jobs: one, renewals: one },
    })
    expect(await queue(db)).toBeGreaterThan(0)
    await db.close()
  })
})

describe('a list past the time of the log', () => {
  it('is forgotten once it was acknowledged; the one seen last stays, and so does what nobody looked at', async () => {
    const proxy = await enrol(POLICY)
    await proxy.sees(1, offered('first'))
    const looked = await proxy.sees(2, offered('looked at'))
    await proxy.sees(3, offered('open'))
    await proxy.sees(4, offered('last'))
    await acknowledgeTools({ ctx: fleet.person('write'), input: { proxy: proxy.name, lists: [looked] } })
    const left = async () => {
      const { current, changes } = await readToolHistory(fleet.db.pool, proxy.proxyId)
      const names = changes.map(({ list, before }) => [before.tools[0]?.name, list.tools[0]?.name])
      return [current?.tools[0]?.name, ...names]
    }
    const forget = async (minute: number) => {
      await forgetLists({ ctx: { ...fleet.system(), now: at(minute + 90 * 24 * 60) }, input: { days: 90 } })
      return left()
    }
    expect(await forget(1)).toEqual(['last', ['open', 'last'], ['looked at', 'open'], ['first', 'looked at']])
    expect(await forget(2)).toEqual(['last', ['open', 'last'], ['looked at', 'open']])
    expect(await forget(60)).toEqual(['last', ['open', 'last']])
  })

  it('is forgotten also when nobody acknowledged it, where a server changes its tools all the time', async () => {
    const proxy = await enrol(POLICY)
    for (let minute = 1; minute <= 34; minute += 1) await proxy.sees(minute, offered(`tool-${minute}`))
    const ctx = { ...fleet.system(), now: at(60 + 90 * 24 * 60) }
    await forgetLists({ ctx, input: { days: 90 } })
    expect(await fleet.db.prisma.proxyToolList.count({ where: { proxyId: proxy.proxyId } })).toBe(30)
    expect(await changesOf(proxy)).toBe(30)
  })
})
