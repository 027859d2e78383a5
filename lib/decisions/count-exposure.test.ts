import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { countExposure } from './count-exposure'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-24T18:00:00Z')
let log: TestLog
let stripe: ConnectorActor

function event(ts: string, isDenied = false): string {
  const denial = isDenied ? { result: 'denied', rule: 'cap', message: 'No.' } : { result: 'allowed' }
  return JSON.stringify({ ts, type: 'tool_call', instance: '988c5aa9', tool: 'create_refund', ...denial })
}

beforeAll(async () => {
  log = await freshTestLog()
  stripe = await log.addProxy('stripe-1')
  await log.addProxy('mute')
  const lines = [
    event('2026-11-24T13:59:59Z'),
    event('2026-11-24T14:10:00Z'),
    event('2026-11-24T14:30:00Z', true),
    event('2026-11-24T15:30:00Z'),
    event('2026-11-24T16:59:59Z'),
    event('2026-11-24T17:10:00Z', true),
    event('2026-11-24T17:20:00Z'),
  ]
  await log.ingest(stripe, batchOf({ fileId: randomUUID(), lines }), NOW)
})
afterAll(() => log.close())

const count = async (from: string, to: string, proxy = 'stripe-1') => {
  const day = (time: string) => new Date(`2026-11-24T${time}Z`)
  const spans = [{ proxy, from: day(from), to: day(to) }]
  return (await countExposure({ ctx: log.context(stripe, NOW), input: { spans } }))[0]
}

describe('what was decided in a span', () => {
  it.each([
    ['14:05:00', '14:20:00', 1, 0],
    ['14:10:00', '14:30:00', 1, 0],
    ['14:10:00.001', '15:00:00', 0, 1],
    ['14:20:00', '15:10:00', 0, 1],
    ['14:05:00', '17:15:00', 3, 2],
    ['14:00:00', '17:00:00', 3, 1],
    ['13:59:59.500', '17:20:00.001', 4, 2],
  ])('from %s to %s is counted call by call', async (from, to, allowed, denied) => {
    expect(await count(from, to)).toMatchObject({ allowed, denied, counted: 'calls', missing: null })
  })

  it('is not known of a proxy that sends no log', async () => {
    expect(await count('14:00:00', '15:00:00', 'mute')).toMatchObject({ allowed: 0, counted: 'no-log' })
    expect(await count('14:00:00', '15:00:00', 'nobody')).toBeUndefined()
  })

  it('names what of the log in this time was never read', async () => {
    const file = await log.db.prisma.eventFile.findFirstOrThrow()
    const times = { fromTime: new Date('2026-11-24T15:00:00Z'), toTime: new Date('2026-11-24T15:05:00Z') }
    await log.db.prisma.logGap.create({
      data: {
        fileId: file.id,
        fromOffset: 1n,
        toOffset: 2_101n,
        ...times,
        reason: 'pruned',
        receivedAt: NOW,
      },
    })
    expect((await count('14:05:00', '17:15:00'))?.missing).toEqual({ bytes: 2_100, events: null })
    expect((await count('15:06:00', '17:15:00'))?.missing).toBeNull()
  })

  it('is counted in whole hours when the log of that time is gone', async () => {
    await log.db.pool.query(`SELECT drop_decision_partitions('2026-11-25', '2026-01-01')`)
    await log.db.pool.query(`SELECT ensure_decision_partitions('2026-11-25', '2026-11-25')`)
    expect(await count('14:05:00', '14:20:00')).toMatchObject({ allowed: 1, denied: 1, counted: 'hours' })
  })
})
