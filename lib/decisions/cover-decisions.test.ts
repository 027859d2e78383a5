import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountLog } from './account-log'
import { coverDecisions } from './cover-decisions'
import { type FilledLog, NOW, openFilledLog, PATH, WINDOW } from './testing/filled-log'

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
    expect(await silent(WINDOW.to)).toEqual([{ proxy: 'stripe-eu-1', since }])
    expect(await silent(new Date('2026-11-24T14:15:01Z'))).toEqual([{ proxy: 'stripe-eu-1', since }])
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
