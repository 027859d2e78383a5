import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batchLine } from '@/lib/wire/decision-batch-write'
import { eventFileId } from '@/lib/wire/event-file-id'
import { freshTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')
const firstLine = createHash('sha256').update('first').digest('hex')
const fileId = eventFileId(firstLine)

let log: TestLog
beforeAll(async () => {
  log = await freshTestLog()
})
afterAll(() => log.close())

it('keeps what is missing in two ways at one offset, each once however often it is said', async () => {
  const one = await log.addProxy('one')
  const file = batchLine({
    kind: 'file',
    fileId,
    firstLine,
    instance: 'p1',
    matched: true,
    from: 0,
    to: 700,
  })
  const times = { fromTime: '2026-11-26T10:00:00.5Z', toTime: '2026-11-26T10:00:01.5Z' }
  const unwritten = batchLine({ kind: 'gap', from: 0, to: 0, ...times, events: 3, reason: 'unwritten' })
  const lost = batchLine({ kind: 'gap', from: 0, to: 700, ...times, events: 5, reason: 'truncated' })
  for (const _ of [1, 2]) await log.ingest(one, file + unwritten + lost, NOW)
  const { rows } = await log.db.pool.query(
    'SELECT reason, (to_offset - from_offset)::int AS bytes, events::int FROM log_gap ORDER BY to_offset',
  )
  expect(rows).toEqual([
    { reason: 'unwritten', bytes: 0, events: 3 },
    { reason: 'truncated', bytes: 700, events: 5 },
  ])
})
