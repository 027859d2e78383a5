import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { accountLog } from './account-log'
import { coverDecisions } from './cover-decisions'
import { listGapSpans } from './list-gap-spans'
import { event, type FilledLog, NOW, openFilledLog, PATH, WINDOW } from './testing/filled-log'
import { batchOf } from './testing/open-log'

let stage: FilledLog
beforeAll(async () => {
  stage = await openFilledLog()
})
afterAll(() => stage.close())

describe('what the log covers', () => {
  it('counts the proxies in view and those that ever sent a log, and says that nothing is missing', async () => {
    await stage.log.addProxy('never-reported', PATH)
    expect(await coverDecisions({ ctx: stage.ctx(), input: { ...WINDOW, policy: PATH } })).toEqual({
      proxies: 2,
      reporting: 1,
      silent: [],
      moreSilent: 0,
      gaps: [],
      moreGaps: 0,
    })
  })

  it('tells who was offline before the time was over and still is, and nobody who was heard until then or again', async () => {
    const seen = (time: string) =>
      stage.log.db.pool.query(
        `INSERT INTO proxy_contact (proxy_id, last_seen_at) VALUES ($1, $2)
         ON CONFLICT (proxy_id) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
        [stage.eu.proxyId, time],
      )
    const silent = async (to: Date) => {
      const input = { from: WINDOW.from, to, policy: PATH }
      return (await coverDecisions({ ctx: stage.ctx(), input })).silent
    }
    await seen('2026-11-24T14:10:00Z')
    const since = new Date('2026-11-24T14:10:00Z')
    // It is half past two; the time goes on until three.
    expect(await silent(WINDOW.to)).toEqual([{ proxy: 'stripe-eu-1', since, retiredAt: null }])
    expect(await silent(new Date('2026-11-24T14:15:01Z'))).toEqual([
      { proxy: 'stripe-eu-1', since, retiredAt: null },
    ])
    expect(await silent(new Date('2026-11-24T14:15:00Z'))).toEqual([])
    await seen(NOW.toISOString())
    expect(await silent(WINDOW.to)).toEqual([])
  })

  it('tells what was never read of a proxy, in the time it was lost and not outside of it', async () => {
    const { rows } = await stage.log.db.pool.query<{ id: string }>(
      'SELECT id FROM event_file WHERE reporter_id = $1 LIMIT 1',
      [stage.eu.proxyId],
    )
    await stage.log.db.pool.query(
      `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
       VALUES ($1, 90000, 92100, '2026-11-24T14:05:00Z', '2026-11-24T14:07:00Z', NULL, 'missing', $2)`,
      [rows[0]?.id, NOW],
    )
    const covered = await coverDecisions({ ctx: stage.ctx(), input: { ...WINDOW, proxy: 'stripe-eu-1' } })
    expect(covered.gaps).toEqual([
      {
        proxy: 'stripe-eu-1',
        bytes: 2100,
        events: null,
        from: new Date('2026-11-24T14:05:00Z'),
        to: new Date('2026-11-24T14:07:00Z'),
        retiredAt: null,
      },
    ])
    const account = await accountLog({ ctx: stage.ctx(), input: { proxy: 'stripe-eu-1' } })
    expect(account).toMatchObject({ missingBytes: 2100, gaps: [{ bytes: 2100, reason: 'missing' }] })
    const other = await accountLog({ ctx: stage.ctx(), input: { proxy: 'slack-us-1' } })
    expect(other).toMatchObject({ missingBytes: 0, gaps: [] })
    const before = { from: WINDOW.from, to: new Date('2026-11-24T14:05:00Z') }
    expect((await coverDecisions({ ctx: stage.ctx(), input: before })).gaps).toEqual([])
  })

  it.each([
    ['told the wrong way round', '2026-11-24T14:07:00Z', '2026-11-24T14:05:00Z', '2026-11-24T14:07:00Z'],
    ['told by its last event only', null, '2026-11-24T14:05:00Z', NOW.toISOString()],
  ])('shows a gap whose times were %s in the time that it concerns', async (_, first, last, until) => {
    const file = await stage.log.db.prisma.eventFile.findFirstOrThrow({
      where: { reporterId: stage.eu.proxyId },
    })
    await stage.log.db.pool.query('DELETE FROM log_gap')
    await stage.log.db.pool.query(
      `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
       VALUES ($1, 90000, 92100, $2, $3, NULL, 'pruned', $4)`,
      [file.id, first, last, NOW],
    )
    const input = { from: new Date('2026-11-24T14:04:00Z'), to: new Date('2026-11-24T14:06:00Z') }
    const { gaps } = await coverDecisions({ ctx: stage.ctx(), input: { ...input, proxy: 'stripe-eu-1' } })
    expect(gaps).toMatchObject([{ from: new Date('2026-11-24T14:05:00Z'), to: new Date(until) }])
  })
})

describe('what the log covers of a proxy that came, was retired or got another path', () => {
  const MAIL = 'policies/mail/own.yaml'
  const [HOUR, DAY] = [3_600_000, 86_400_000]
  const ago = (ms: number) => new Date(NOW.getTime() - ms)
  const cover = (from: Date, to: Date, more: { policy?: string; proxy?: string }) =>
    coverDecisions({ ctx: stage.ctx(), input: { from, to, ...more } })
  const spans = (from: Date, to: Date, more: { policy?: string; proxy?: string }) =>
    listGapSpans({ ctx: stage.ctx(), input: { from, to, ...more } })
  let pod: ConnectorActor

  /** It came two days ago, was heard until a day ago, and was retired half a day later; two days minus one hour ago a part of its log was lost. */
  beforeAll(async () => {
    const { db } = stage.log
    pod = await stage.log.addProxy('pod-1', MAIL, ago(2 * DAY))
    await stage.log.ingest(pod, batchOf({ fileId: randomUUID(), lines: [event(1, 'send')] }), NOW)
    await db.pool.query('INSERT INTO proxy_contact (proxy_id, last_seen_at) VALUES ($1, $2)', [
      pod.proxyId,
      ago(DAY),
    ])
    await db.prisma.proxy.update({ where: { id: pod.proxyId }, data: { retiredAt: ago(DAY / 2) } })
    await db.pool.query(
      `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
       SELECT id, 90000, 92100, $2, $2, 7, 'missing', $3 FROM event_file WHERE reporter_id = $1`,
      [pod.proxyId, ago(2 * DAY - HOUR), NOW],
    )
  })

  it('is told while it was registered, its silence until it was retired', async () => {
    const covered = await cover(ago(7 * DAY), NOW, { policy: MAIL })
    const retiredAt = ago(DAY / 2)
    expect(covered).toMatchObject({ proxies: 1, reporting: 1 })
    expect(covered.silent).toEqual([{ proxy: 'pod-1', since: ago(DAY), retiredAt }])
    expect(covered.gaps).toMatchObject([{ proxy: 'pod-1', bytes: 2100, retiredAt }])
    expect(await spans(ago(7 * DAY), NOW, { policy: MAIL })).toHaveLength(1)
    const later = await cover(ago(DAY / 4), NOW, { policy: MAIL })
    expect(later).toMatchObject({ proxies: 0, reporting: 0, silent: [], gaps: [] })
    expect(await cover(NOW, ago(DAY), {})).toMatchObject({ proxies: 0, silent: [], gaps: [] })
    const before = await cover(ago(7 * DAY), ago(3 * DAY), { policy: MAIL })
    expect(before).toMatchObject({ proxies: 0, reporting: 0, silent: [], gaps: [] })
  })

  it('is no silence of one that was heard until it was retired', async () => {
    const heard = (at: Date) =>
      stage.log.db.pool.query('UPDATE proxy_contact SET last_seen_at = $2 WHERE proxy_id = $1', [
        pod.proxyId,
        at,
      ])
    await heard(ago(DAY / 2 + 60_000))
    expect((await cover(ago(7 * DAY), NOW, { policy: MAIL })).silent).toEqual([])
    await heard(ago(DAY))
  })

  it('is told of the policy that it followed then, and not of the one of before or after', async () => {
    const { db } = stage.log
    const OTHER = 'policies/mail/other.yaml'
    const path = { proxyId: pod.proxyId, changedBy: 'mara-l' }
    await db.prisma.proxyPath.create({ data: { ...path, policyPath: MAIL, since: ago(2 * DAY) } })
    await db.prisma.proxyPath.create({ data: { ...path, policyPath: OTHER, since: ago(DAY + 12 * HOUR) } })
    await db.prisma.proxy.update({ where: { id: pod.proxyId }, data: { policyPath: OTHER } })
    expect(await cover(ago(7 * DAY), NOW, { policy: MAIL })).toMatchObject({
      proxies: 1,
      silent: [],
      gaps: [{ proxy: 'pod-1' }],
    })
    expect(await cover(ago(7 * DAY), NOW, { policy: OTHER })).toMatchObject({
      proxies: 1,
      silent: [{ proxy: 'pod-1' }],
      gaps: [],
    })
    expect([
      (await spans(ago(7 * DAY), NOW, { policy: MAIL })).length,
      (await spans(ago(7 * DAY), NOW, { policy: OTHER })).length,
    ]).toEqual([1, 0])
    expect(await cover(ago(DAY), NOW, { policy: MAIL })).toMatchObject({ proxies: 0 })
  })
})
