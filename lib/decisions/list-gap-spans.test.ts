import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { listGapSpans } from './list-gap-spans'
import { batchOf, openTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-24T14:30:00Z')
const at = (time: string) => new Date(`2026-11-24T${time}:00Z`)

let log: TestLog
let drop: () => Promise<void>
let stripe: ConnectorActor

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  log = await openTestLog(fresh.url)
  stripe = await log.addProxy('stripe-1')
  await lose(stripe, '13:00', '13:10')
  await lose(stripe, '13:05', '13:20')
  await lose(await log.addProxy('slack-1', 'policies/support/slack.yaml'), '14:00', '14:01')
})
afterAll(async () => {
  await log.db.close()
  await drop()
})

/** A file of a proxy with a part between two instants that was never read. */
async function lose(proxy: ConnectorActor, from: string, to: string): Promise<void> {
  const fileId = randomUUID()
  const call = { ts: at('12:00').toISOString(), type: 'tool_call', tool: 'echo', result: 'allowed' }
  const lines = [JSON.stringify({ ...call, instance: fileId.slice(0, 8) })]
  await log.ingest(proxy, batchOf({ fileId, lines, instance: fileId.slice(0, 8) }), NOW)
  await log.db.pool.query(
    `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
     SELECT id, 90000, 92100, $2, $3, NULL, 'missing', $4 FROM event_file WHERE id = $1`,
    [fileId, at(from), at(to), NOW],
  )
}

async function spans(from: string, to: string, proxy?: string): Promise<[Date, Date][]> {
  const input = { from: at(from), to: at(to), ...(proxy === undefined ? {} : { proxy }) }
  const found = await listGapSpans({ ctx: log.context(stripe, NOW), input })
  return found.map((span) => [span.from, span.to])
}

it('are those of the proxies and the time in view, overlapping ones as one', async () => {
  expect(await spans('12:00', '14:30')).toEqual([
    [at('13:00'), at('13:20')],
    [at('14:00'), at('14:01')],
  ])
  expect(await spans('12:00', '14:30', 'slack-1')).toEqual([[at('14:00'), at('14:01')]])
  expect(await spans('13:30', '14:00', 'stripe-1')).toEqual([])
})
