import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { eventFileId } from '@/lib/wire/event-file-id'
import { listRefusedFiles } from './list-refused-files'
import { batchOf, freshTestLog, type SentFile, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')
const MINUTE = 60_000

let log: TestLog
let owner: ConnectorActor
let other: ConnectorActor
let lines: string[]
let count = 0

beforeAll(async () => {
  log = await freshTestLog()
})
afterAll(() => log.close())
beforeEach(async () => {
  count += 1
  owner = await log.addProxy(`owner-${count}`)
  other = await log.addProxy(`other-${count}`)
  const call = { ts: '2026-11-26T10:00:00.5Z', type: 'tool_call', instance: `p${count}`, result: 'allowed' }
  lines = ['a', 'b', 'c'].map((tool) => JSON.stringify({ ...call, tool }))
  await seen(owner, NOW)
})

/** The connector of a proxy was heard of. */
async function seen({ proxyId }: ConnectorActor, at: Date): Promise<void> {
  await log.db.pool.query(
    `INSERT INTO proxy_contact (proxy_id, last_seen_at) VALUES ($1, $2) ON CONFLICT (proxy_id) DO UPDATE SET last_seen_at = $2`,
    [proxyId, at],
  )
}

async function send(actor: ConnectorActor, sent: string[], more: Partial<SentFile> = {}, now = NOW) {
  const firstLine = createHash('sha256').update(String(lines[0])).digest('hex')
  const body = batchOf({ fileId: eventFileId(firstLine), lines: sent, ...more })
  const result = await log.ingest(actor, body, now)
  if (result.kind !== 'stored') throw new Error(result.kind)
  return { stored: result.stored, codes: result.answer.rejected.map(({ code }) => code) }
}

/** A token was given out. */
async function enrolled({ proxyId }: ConnectorActor, at: Date): Promise<void> {
  const [tokenHash, expiresAt] = [randomBytes(32), new Date(at.getTime() + 90 * 24 * 60 * MINUTE)]
  await log.db.prisma.proxyToken.create({ data: { proxyId, tokenHash, createdAt: at, expiresAt } })
}

/** What the audit trail has of files that were refused to a proxy. */
async function refusals({ proxyName }: ConnectorActor) {
  const { rows } = await log.db.pool.query(
    `SELECT subject FROM audit_event WHERE action = 'proxy.events-refused' AND actor_name = $1`,
    [proxyName],
  )
  return rows.map(({ subject }) => subject)
}

describe('an event file that the connector of a proxy knows as its own', () => {
  it('is taken from it by no other one while it reports, and that it was tried stays known once', async () => {
    await send(owner, lines.slice(0, 1))
    const forged = [String(lines[0]), String(lines[1]).replace('"b"', '"forged"')]
    expect(await send(other, forged)).toEqual({ stored: 0, codes: ['foreign-file'] })
    expect(await send(other, forged)).toEqual({ stored: 0, codes: ['foreign-file'] })
    expect(await send(owner, lines)).toEqual({ stored: 2, codes: [] })
    expect(await refusals(other)).toEqual([owner.proxyName])
    expect(await refusals(owner)).toEqual([])
    const told = { owner: owner.proxyName, sender: other.proxyName, files: 1, firstAt: NOW, lastAt: NOW }
    for (const proxy of [owner.proxyName, other.proxyName]) {
      expect(await listRefusedFiles({ ctx: log.context(owner, NOW), input: { proxy } })).toEqual([told])
    }
    const whole = () => listRefusedFiles({ ctx: log.context(owner, NOW), input: { proxy: null, days: 7 } })
    expect(await whole()).toContainEqual(told)
    const third = { ctx: log.context(owner, NOW), input: { proxy: 'a-third' } }
    expect(await listRefusedFiles(third)).toEqual([])
    await log.db.prisma.proxy.update({ where: { id: other.proxyId }, data: { retiredAt: NOW } })
    expect(await whole()).not.toContainEqual(told)
  })

  it.each([
    ['whose connector is away', () => seen(owner, new Date(NOW.getTime() - 6 * MINUTE))],
    ['that never reported', () => log.db.prisma.proxyContact.delete({ where: { proxyId: owner.proxyId } })],
    [
      'that was retired',
      () => log.db.prisma.proxy.update({ where: { id: owner.proxyId }, data: { retiredAt: NOW } }),
    ],
  ])('goes to another one from a proxy %s', async (_, leave) => {
    await send(owner, lines.slice(0, 1))
    await leave()
    expect(await send(other, lines)).toEqual({ stored: 2, codes: [] })
    expect(await refusals(other)).toEqual([])
  })

  it('waits for what becomes of its proxy when another one was enrolled since that was heard of, as under a new name: it counts each line once', async () => {
    await send(owner, lines.slice(0, 2))
    await enrolled(other, new Date(NOW.getTime() + 1_000))
    const later = (ms: number) => new Date(NOW.getTime() + ms)
    expect(await send(other, lines, {}, later(2_000))).toEqual({ stored: 0, codes: [] })
    expect(await send(other, lines, {}, later(6 * MINUTE))).toEqual({ stored: 1, codes: [] })
    expect(await refusals(other)).toEqual([])
  })

  it('is refused to one that was enrolled since its proxy was heard of when that reports again', async () => {
    await send(owner, lines.slice(0, 1))
    await enrolled(other, new Date(NOW.getTime() + 1_000))
    await seen(owner, new Date(NOW.getTime() + 2_000))
    expect(await send(other, lines)).toEqual({ stored: 0, codes: ['foreign-file'] })
  })

  it('goes to it from one that could not tell whose it is', async () => {
    await seen(other, NOW)
    await send(other, lines.slice(0, 1), { matched: false })
    expect(await send(owner, lines)).toEqual({ stored: 2, codes: [] })
  })
})

it('counts the decisions of a proxy though another one said them first, under whatever id', async () => {
  await send(other, lines, { fileId: randomUUID() })
  expect(await send(owner, lines)).toEqual({ stored: 3, codes: [] })
  await seen(other, NOW)
  expect(await send(owner, lines, { fileId: randomUUID() })).toEqual({ stored: 0, codes: [] })
})
