import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EnrolAnswer } from '@/lib/wire/enrol'
import type { ReportRequest } from '@/lib/wire/report'
import { countUnmatched } from './count-unmatched'
import { getProxy } from './get-proxy'
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

let fleet: TestFleet
let mine: EnrolAnswer
let other: EnrolAnswer
let boot: string
let count = 0

beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())
beforeEach(async () => {
  count += 1
  mine = await enrolled(`mine-${count}`)
  other = await enrolled(`other-${count}`)
  boot = randomUUID()
})

async function enrolled(name: string): Promise<EnrolAnswer> {
  return fleet.addProxy({ name })
}

const send = (proxy: EnrolAnswer, more: Partial<ReportRequest> = {}) =>
  recordReport({
    ctx: fleet.connector(proxy),
    parts: fleet.parts,
    input: report({ boot, clock: fleet.now.toISOString(), ...more }),
  })

const unmatched = () => countUnmatched({ ctx: fleet.person('read') })

const running = () => instanceRunning(policyText('one'), fleet.now)

async function detail(proxy: EnrolAnswer) {
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input: { name: proxy.name } })
  if (found.kind !== 'proxy') throw new Error(found.kind)
  return found.proxy
}

const delivered = () => ({
  ...digests(policyText('one')),
  path: '/etc/intercept/stripe.yaml',
  at: fleet.now.toISOString(),
  source: 'disk',
  error: null,
})

describe('a report', () => {
  it('is answered with what the proxy should run', async () => {
    expect(await send(mine)).toMatchObject({
      kind: 'recorded',
      answer: { ack: 0, wantFull: false, desired: { kind: 'file', ...digests(policyText('one')) } },
    })
  })

  it('makes the proxy in sync once a process provably runs it', async () => {
    await send(mine, { facts: { delivered: delivered() }, instances: [running()] })
    expect(await detail(mine)).toMatchObject({ state: 'IN_SYNC', live: 1, evidence: 3 })
  })

  it('changes nothing when it is sent again', async () => {
    const instance = running()
    const loads = [
      {
        instance: instance.id,
        at: fleet.now.toISOString(),
        kind: 'startup' as const,
        result: 'success' as const,
        ...digests(policyText('one')),
        error: null,
        evidence: 3 as const,
      },
    ]
    const whole = { facts: { delivered: delivered() }, instances: [instance], loads }
    await send(mine, whole)
    const before = await detail(mine)
    expect(await send(mine, whole)).toMatchObject({ moved: false, answer: { ack: 0 } })
    await send(mine, { ...whole, seq: 1 })
    const after = await detail(mine)
    expect(after.loads).toHaveLength(1)
    expect(after).toEqual(before)
  })

  it('with a gap before it is not stored; a full one is asked for and closes the gap', async () => {
    await send(mine)
    const gap = { seq: 2, full: false, instances: [running()] }
    expect(await send(mine, gap)).toMatchObject({ answer: { ack: 0, wantFull: true } })
    expect((await detail(mine)).live).toBe(0)
    expect(await send(mine, { ...gap, seq: 3, full: true })).toMatchObject({
      answer: { ack: 3, wantFull: false },
    })
    expect((await detail(mine)).live).toBe(1)
  })

  it('of an unknown boot must be full', async () => {
    expect(await send(mine, { full: false, seq: 7 })).toMatchObject({ answer: { wantFull: true, ack: -1 } })
  })

  it('ends processes that a full report no longer names', async () => {
    await send(mine, { instances: [running()] })
    await send(mine, { seq: 1 })
    expect(await detail(mine)).toMatchObject({ state: 'NOT_RUNNING', live: 0 })
  })

  it('keeps facts that it leaves out and forgets those that it says are gone', async () => {
    await send(mine, { facts: { delivered: delivered() } })
    await send(mine, { seq: 1, full: false })
    expect((await detail(mine)).delivered).not.toBeNull()
    await send(mine, { seq: 2, full: false, facts: { delivered: null } })
    expect((await detail(mine)).delivered).toBeNull()
  })

  it('shows an unmatched process without counting it', async () => {
    await send(mine, { instances: [{ ...running(), matchedBy: null }] })
    const found = await detail(mine)
    expect([found.live, found.unmatched.length]).toEqual([0, 1])
  })

  it('of a process that fits no proxy is counted for the fleet: once, though two connectors found it, until it ended', async () => {
    const nativeId = randomUUID().slice(0, 8)
    const before = (await unmatched()).processes
    const told = { ...running(), nativeId, matchedBy: null }
    await send(mine, { instances: [told] })
    await send(other, { boot: randomUUID(), instances: [{ ...told, id: randomUUID() }] })
    expect((await unmatched()).processes).toBe(before + 1)
    await send(mine, { seq: 1 })
    await fleet.db.prisma.proxy.update({ where: { id: other.proxyId }, data: { retiredAt: fleet.now } })
    expect((await unmatched()).processes).toBe(before)
  })

  it('in a protocol that is too old is refused with what to do', async () => {
    expect(await send(mine, { protocol: '0.9' })).toMatchObject({ kind: 'protocol-too-old' })
  })
})

describe('reports of the same moment', () => {
  it('are each stored for their own proxy', async () => {
    const instance = running()
    await send(mine, { instances: [instance] })
    const ended = { ...running(), endedAt: fleet.now.toISOString() }
    await Promise.all([
      send(mine, { seq: 1, full: false, facts: { delivered: delivered() } }),
      send(other, { boot: randomUUID(), instances: [{ ...instance, endedAt: ended.endedAt }, ended] }),
    ])
    expect(await detail(mine)).toMatchObject({ state: 'IN_SYNC', live: 1 })
    expect(await detail(other)).toMatchObject({ state: 'NOT_RUNNING', live: 0, delivered: null })
  })

  it('of one proxy are stored one after the other', async () => {
    const instance = running()
    await send(mine, { instances: [instance] })
    const restarts = Array.from({ length: 5 }, () => ({
      boot: randomUUID(),
      previousBoot: boot,
      instances: [instance],
    }))
    const results = await Promise.all(restarts.map((restart) => send(mine, restart)))
    expect(results.map(({ kind }) => kind)).toEqual(restarts.map(() => 'recorded'))
    expect(await detail(mine)).toMatchObject({ live: 1 })
  })

  it('are stored though the database refuses one of them', async () => {
    const bad = { ...delivered(), path: '/etc/\0' }
    const sent = await Promise.allSettled([
      send(mine, { facts: { delivered: delivered() }, instances: [running()] }),
      send(other, { boot: randomUUID(), facts: { delivered: bad } }),
    ])
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await detail(mine)).toMatchObject({ state: 'IN_SYNC' })
    expect((await detail(other)).delivered).toBeNull()
  })
})

describe('a connector', () => {
  it('cannot write the processes of another proxy, though it names their id', async () => {
    const instance = running()
    await send(other, { boot: randomUUID(), instances: [instance] })
    const forged = {
      ...instance,
      running: { ...running().running!, ...digests('anything') },
      endedAt: fleet.now.toISOString(),
    }
    const loads = [
      {
        instance: instance.id,
        at: fleet.now.toISOString(),
        kind: 'reload' as const,
        result: 'success' as const,
        ...digests('anything'),
        error: null,
        evidence: 5 as const,
      },
    ]
    await send(mine, { instances: [forged], loads })
    expect(await detail(other)).toMatchObject({ live: 1, loads: [], running: [digests(policyText('one'))] })
    expect(await detail(mine)).toMatchObject({ live: 0, loads: [] })
  })

  it('that is the second for a proxy is refused, and the page says so', async () => {
    await send(mine)
    const second = await send(mine, { boot: randomUUID() })
    expect(second).toMatchObject({ kind: 'second-connector' })
    expect((await detail(mine)).connector.secondAt).toEqual(fleet.now)
    expect(await send(mine, { seq: 1 })).toMatchObject({ kind: 'recorded' })
  })

  it('that was restarted knows the boot before and goes on at once', async () => {
    await send(mine)
    fleet.now = new Date(fleet.now.getTime() + 1_000)
    expect(await send(mine, { boot: randomUUID(), previousBoot: boot })).toMatchObject({ kind: 'recorded' })
    expect(await send(mine, { seq: 1 })).toMatchObject({ kind: 'second-connector' })
  })

  it('that was restarted says nothing newer of what had been delivered before, and of new content says when it came', async () => {
    const first = fleet.now
    await send(mine, { facts: { delivered: delivered() } })
    fleet.now = new Date(first.getTime() + 1_000)
    const restarted = randomUUID()
    await send(mine, { boot: restarted, previousBoot: boot, facts: { delivered: delivered() } })
    expect((await detail(mine)).delivered?.at).toEqual(first)
    const content = { ...delivered(), ...digests(policyText('two')) }
    await send(mine, { boot: restarted, seq: 1, full: false, facts: { delivered: content } })
    expect((await detail(mine)).delivered?.at).toEqual(fleet.now)
  })

  it('takes over from one that was silent for two intervals', async () => {
    await send(mine)
    const before = fleet.now
    fleet.now = new Date(before.getTime() + 60_000)
    const taker = randomUUID()
    expect(await send(mine, { boot: taker })).toMatchObject({ kind: 'recorded' })
    fleet.now = new Date(before.getTime() + 120_000)
    expect(await send(mine, { seq: 1 })).toMatchObject({ answer: { ack: 1, wantFull: false } })
    expect(await send(mine, { seq: 2, full: false })).toMatchObject({ answer: { ack: 2, wantFull: false } })
    expect(await send(mine, { boot: taker, seq: 1 })).toMatchObject({ kind: 'second-connector' })
  })
})

it('writes the first contact of a proxy, and one after minutes of silence, before it answers: other processes decide by silence', async () => {
  const { proxyContact } = fleet.db.prisma
  const written = () => proxyContact.findUnique({ where: { proxyId: mine.proxyId } })
  const before = fleet.now
  const theirs = randomUUID()
  await send(other, { boot: theirs })
  await send(mine)
  expect((await written())?.lastSeenAt).toEqual(before)
  for (const { waited, isWritten } of [
    { waited: 5_000, isWritten: false },
    { waited: 300_000, isWritten: true },
  ]) {
    fleet.now = new Date(fleet.now.getTime() + waited)
    await send(other, { boot: theirs })
    await send(mine)
    expect((await written())?.lastSeenAt).toEqual(isWritten ? fleet.now : before)
  }
  fleet.now = before
})

it('writes last contacts in batches: keep-alives of many proxies are no updates of many rows', async () => {
  await send(mine)
  await fleet.parts.contacts.flush(fleet.db)
  const writes = () =>
    fleet.db.prisma.proxyContact
      .findUnique({ where: { proxyId: mine.proxyId } })
      .then((row) => row?.lastSeenAt)
  const written = await writes()
  const before = fleet.now
  fleet.now = new Date(before.getTime() + 5_000)
  await send(mine)
  expect(await writes()).toEqual(written)
  expect((await detail(mine)).lastSeenAt).toEqual(fleet.now)
  expect(await fleet.parts.contacts.flush(fleet.db)).toBe(1)
  expect(await writes()).toEqual(fleet.now)
  fleet.now = before
})
