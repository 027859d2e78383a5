import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleetAsOf } from './fleet-as-of'
import { at, digests, policyText, POLICY, startFleet, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet
const [ONE, TWO] = [policyText('one'), policyText('two')]

async function addProcess(proxyId: string, nativeId: string): Promise<string> {
  const { id } = await fleet.db.prisma.instance.create({
    data: { repositoryId: fleet.repositoryId, proxyId, reporterId: proxyId, nativeId },
  })
  return id
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-10)
  await fleet.push({ [POLICY]: ONE })
  const result = await fleet.addProxy({ name: 'busy', path: POLICY, labels: { env: 'prod' } })
  fleet.now = at(3)
  await fleet.push({ [POLICY]: TWO })
  const { proxyId } = result
  const [first, second] = [await addProcess(proxyId, '00000001'), await addProcess(proxyId, '00000002')]
  const load = (
    instanceId: string,
    minutes: number,
    kind: string,
    text: string | null,
    result = 'success',
  ) => {
    const content = text === null ? null : digests(text)
    const sha256 = content === null ? null : Buffer.from(content.sha256, 'hex')
    const [when, blob] = [at(minutes), content?.blob ?? null]
    const row = { proxyId, instanceId, at: when, receivedAt: when, kind, sha256, blob, evidence: 3 }
    return kind === 'shutdown' ? row : Object.assign({ result }, row)
  }
  await fleet.db.prisma.load.createMany({
    data: [
      load(first, 0, 'startup', ONE),
      load(first, 5, 'reload', TWO),
      load(first, 7, 'reload', ONE, 'failure'),
      load(first, 10, 'shutdown', null),
      load(second, 8, 'startup', ONE),
    ],
  })
})
afterAll(() => fleet.close())

it('what a proxy ran is not known at an instant before which its connector had fallen silent, and is before that', async () => {
  const then = async (minutes: number) => {
    const input = { at: at(minutes), name: 'busy' }
    const { proxies } = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input })
    return [proxies[0]?.state, proxies[0]?.silentSince]
  }
  const { id } = await fleet.db.prisma.proxy.findFirstOrThrow({ where: { name: 'busy' } })
  const heard = (minutes: number) =>
    fleet.db.pool.query(
      `INSERT INTO proxy_contact (proxy_id, last_seen_at) VALUES ($1, $2) ON CONFLICT (proxy_id) DO UPDATE SET last_seen_at = $2`,
      [id, at(minutes)],
    )
  await heard(1)
  expect(await then(2)).toEqual(['in-sync', null])
  expect(await then(6)).toEqual(['in-sync', null])
  expect(await then(6.1)).toEqual(['not-known', at(1)])
  // One that came back may have run it all the while.
  await heard(60)
  expect(await then(6.1)).toEqual(['in-sync', null])
})

describe('what a proxy with several processes ran', () => {
  const then = async (minutes: number) => {
    const { proxies } = await fleetAsOf({
      ctx: fleet.person('read'),
      parts: fleet.parts,
      input: { at: at(minutes) },
    })
    const runs = proxies[0]?.runs.map(({ nativeId, blob }) => [nativeId.at(-1), blob])
    return { state: proxies[0]?.state, runs }
  }
  const [one, two] = [digests(ONE).blob, digests(TWO).blob]

  it('is the last load of each before the instant, however many there were', async () => {
    expect(await then(-1)).toEqual({ state: 'not-running', runs: [] })
    expect(await then(1)).toEqual({ state: 'in-sync', runs: [['1', one]] })
    expect(await then(4)).toEqual({ state: 'other', runs: [['1', one]] })
    expect(await then(6)).toEqual({ state: 'in-sync', runs: [['1', two]] })
  })

  it('is not what was refused', async () => {
    expect((await then(7)).runs).toEqual([['1', two]])
  })

  it('is nothing of a process that had shut down', async () => {
    const both = await then(9)
    expect(both.state).toBe('other')
    expect(both.runs).toEqual([['1', two], ['2', one]]) // prettier-ignore
    expect(await then(11)).toEqual({ state: 'other', runs: [['2', one]] })
  })
})

it('stands between the moves of the branch: since when it was there, the one before and the next', async () => {
  const movesAt = async (minutes: number) =>
    (await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input: { at: at(minutes) } })).moves
  expect(await movesAt(-11)).toEqual({ current: null, earlier: null, later: at(-10) })
  expect(await movesAt(-10)).toEqual({ current: at(-10), earlier: null, later: at(3) })
  expect(await movesAt(2)).toEqual({ current: at(-10), earlier: null, later: at(3) })
  expect(await movesAt(3)).toEqual({ current: at(3), earlier: at(-10), later: null })
  expect(await movesAt(60)).toEqual({ current: at(3), earlier: at(-10), later: null })
})
