import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleetAsOf } from './fleet-as-of'
import { fleetSince } from './fleet-since'
import { at, digests, policyText, POLICY, startFleet, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet
let commit: string
const ONE = policyText('one')

async function enrol(name: string): Promise<string> {
  const { proxyId } = await fleet.addProxy({ name, path: POLICY })
  return proxyId
}

/** A process that loaded the first content at the beginning, and is seen ever since. */
async function run(proxyId: string): Promise<void> {
  const { prisma } = fleet.db
  const content = { sha256: Buffer.from(digests(ONE).sha256, 'hex'), blob: digests(ONE).blob, evidence: 4 }
  const { id } = await prisma.instance.create({
    data: {
      repositoryId: fleet.repositoryId,
      proxyId,
      reporterId: proxyId,
      nativeId: '00000001',
      startedAt: at(0),
      lastHeartbeatAt: at(60),
    },
  })
  await prisma.load.create({
    data: {
      proxyId,
      instanceId: id,
      at: at(0),
      receivedAt: at(0),
      kind: 'startup',
      result: 'success',
      ...content,
    },
  })
  await prisma.instanceFact.create({
    data: {
      instanceId: id,
      kind: 'running',
      path: '/etc/policy.yaml',
      at: at(0),
      receivedAt: at(0),
      source: 'events',
      ...content,
    },
  })
  await prisma.proxyContact.upsert({
    where: { proxyId },
    create: { proxyId, lastSeenAt: at(60), version: '1' },
    update: { lastSeenAt: at(60) },
  })
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-10)
  commit = await fleet.push({ [POLICY]: ONE })
  await run(await enrol('stays'))
  const leaves = await enrol('leaves')
  fleet.now = at(20)
  await enrol('comes')
  await fleet.db.prisma.proxy.update({ where: { id: leaves }, data: { retiredAt: at(20) } })
  fleet.now = at(30)
  await fleet.push({ [POLICY]: policyText('two') })
  fleet.now = at(60)
})
afterAll(() => fleet.close())

const since = async (minutes: number) => {
  const [ctx, parts] = [fleet.person('read'), fleet.parts]
  const { proxies } = await fleetAsOf({ ctx, parts, input: { at: at(minutes) } })
  return fleetSince({ ctx, parts, input: { proxies } })
}

describe('what became of the fleet of an instant', () => {
  it('tells who came and who went', async () => {
    const { registered, removed } = await since(5)
    expect(registered).toEqual([{ name: 'comes', at: at(20) }])
    expect(removed).toEqual(['leaves'])
  })

  it('tells nobody who came or went when nobody did', async () => {
    const { registered, removed } = await since(25)
    expect([registered, removed]).toEqual([[], []])
  })

  it('tells who was in sync and has drifted, with what it runs now', async () => {
    const { drifted, standingOf } = await since(5)
    expect(drifted).toEqual([{ name: 'stays', state: 'not-delivered', commit }])
    expect(standingOf('stays')).toEqual(drifted[0])
    expect(standingOf('leaves')).toBeNull()
  })

  it('calls nobody drifted who was not in sync then', async () => {
    expect((await since(40)).drifted).toEqual([])
  })
})
