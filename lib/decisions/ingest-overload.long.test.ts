import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { MOST_ROWS_AT_ONCE } from '@/lib/db/write-queue'
import { MAX_BATCH_EVENTS } from '@/lib/wire/decision-batch'
import { receiveBatch } from './receive-batch'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')
const LINE = JSON.stringify({
  ts: '2026-11-26T10:00:00.5Z',
  type: 'tool_call',
  tool: 'echo',
  result: 'allowed',
})

let log: TestLog
let proxy: ConnectorActor

beforeAll(async () => {
  log = await freshTestLog()
  proxy = await log.addProxy('stripe-prod-eu-1')
})
afterAll(() => log.close())

const batch = (lines: number) =>
  batchOf({ fileId: randomUUID(), lines: Array.from({ length: lines }, () => LINE) })

function receive(body: string) {
  return receiveBatch(log.context(proxy, NOW), {
    bytes: () => Promise.resolve(Buffer.from(body)),
    readBlob: () => Promise.resolve(null),
    retentionDays: 90,
  })
}

it('refuses decisions with the time to come again while too many wait; what waits is stored, and more is taken then', async () => {
  expect(await receive(batch(1))).toMatchObject({ rejected: [], backoffMs: 0 })
  const locker = await log.db.pool.connect()
  await locker.query('BEGIN')
  await locker.query('LOCK TABLE event_file IN SHARE ROW EXCLUSIVE MODE')
  const sent = Array.from({ length: Math.ceil(MOST_ROWS_AT_ONCE / MAX_BATCH_EVENTS) }, () =>
    log.ingest(proxy, batch(MAX_BATCH_EVENTS), NOW),
  )
  // The last one comes when all others wait.
  expect(await sent.at(-1)).toMatchObject({ kind: 'overloaded', retryAfterS: 2 })
  const refused = await receive(batch(MAX_BATCH_EVENTS)).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RequestError)
  expect(refused).toMatchObject({ code: 'too-many-requests', retryAfter: 2 })
  await locker.query('ROLLBACK')
  locker.release()
  const results = await Promise.all(sent)
  const stored = results.map((result) => (result.kind === 'stored' ? result.stored : 0))
  expect(stored.slice(0, -1)).toEqual(stored.slice(1).map(() => MAX_BATCH_EVENTS))
  const { rows } = await log.db.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM decision')
  expect(rows).toEqual([{ n: 1 + (sent.length - 1) * MAX_BATCH_EVENTS }])
  expect(await receive(batch(1))).toMatchObject({ rejected: [], backoffMs: 0 })
})
