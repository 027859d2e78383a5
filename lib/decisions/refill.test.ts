import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { batchLine } from '@/lib/wire/decision-batch-write'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')
const LINES = Array.from({ length: 6 }, (_, index) =>
  JSON.stringify({ ts: `2026-11-26T11:00:0${index}Z`, type: 'tool_call', tool: 'echo', result: 'allowed' }),
)
/** Of each line with its line feed. */
const LENGTH = (LINES[0]?.length ?? 0) + 1

let log: TestLog
let proxy: ConnectorActor
beforeAll(async () => {
  log = await freshTestLog()
  proxy = await log.addProxy('one')
})
afterAll(() => log.close())

/** Sends lines from one to before another; returns from which one on the log asks for them, and what it misses in lines. */
async function send(fileId: string, from: number, to: number) {
  const part = { fileId, from: from * LENGTH, lines: LINES.slice(from, to), firstLine: LINES[0] ?? '' }
  const result = await log.ingest(proxy, batchOf(part), NOW)
  if (result.kind !== 'stored') throw new Error(result.kind)
  const { answer, stored } = result
  const { rows } = await log.db.pool.query<{ f: number; t: number }>(
    'SELECT from_offset::int AS f, to_offset::int AS t FROM log_gap WHERE file_id = $1 ORDER BY f',
    [fileId],
  )
  const missing = answer.missing[fileId]
  return {
    asked: missing === undefined ? null : missing / LENGTH,
    gaps: rows.map(({ f, t }) => [f / LENGTH, t / LENGTH]),
    stored,
  }
}

it('asks for what it lacks, part after part, until it has all of it once', async () => {
  const file = randomUUID()
  expect(await send(file, 0, 1)).toEqual({ asked: null, gaps: [], stored: 1 })
  expect(await send(file, 5, 6)).toEqual({ asked: 1, gaps: [[1, 5]], stored: 1 })
  expect(await send(file, 1, 3)).toEqual({ asked: 3, gaps: [[3, 5]], stored: 2 })
  expect(await send(file, 1, 3)).toEqual({ asked: 3, gaps: [[3, 5]], stored: 0 })
  expect(await send(file, 3, 5)).toEqual({ asked: null, gaps: [], stored: 2 })
  expect(await send(file, 0, 6)).toEqual({ asked: null, gaps: [], stored: 0 })
})

it('keeps both sides of what came in the middle', async () => {
  const file = randomUUID()
  expect(await send(file, 5, 6)).toMatchObject({ asked: 0, gaps: [[0, 5]] })
  expect(await send(file, 2, 3)).toEqual({
    asked: 0,
    gaps: [
      [0, 2],
      [3, 5],
    ],
    stored: 1,
  })
})

it('learns from a part without lines that it has less than a connector was told', async () => {
  const file = randomUUID()
  await send(file, 0, 2)
  expect(await send(file, 2, 2)).toEqual({ asked: null, gaps: [], stored: 0 })
  for (const _ of [1, 2]) expect(await send(file, 4, 4)).toEqual({ asked: 2, gaps: [[2, 4]], stored: 0 })
  const unknown = randomUUID()
  expect(await send(unknown, 6, 6)).toMatchObject({ asked: 0, gaps: [[0, 6]] })
  expect(await send(unknown, 0, 6)).toEqual({ asked: null, gaps: [], stored: 6 })
})

it('never asks for what a connector gave up', async () => {
  const file = randomUUID()
  await send(file, 0, 1)
  const gap = { from: LENGTH, to: 3 * LENGTH, fromTime: null, toTime: null, events: null }
  const head = batchOf({ fileId: file, from: LENGTH, lines: [], firstLine: LINES[0] ?? '' })
  const lost = head.replace(`"to":${LENGTH}`, `"to":${3 * LENGTH}`)
  await log.ingest(proxy, lost + batchLine({ kind: 'gap', ...gap, reason: 'pruned' }), NOW)
  expect(await send(file, 4, 5)).toEqual({
    asked: 3,
    gaps: [
      [1, 3],
      [3, 4],
    ],
    stored: 1,
  })
})

it('takes no part that is sent again, with another behind it, for a hole between them', async () => {
  const file = randomUUID()
  await send(file, 0, 6)
  const part = (from: number) =>
    batchOf({ fileId: file, from: from * LENGTH, lines: [LINES[from] ?? ''], firstLine: LINES[0] ?? '' })
  await log.ingest(proxy, part(0) + part(4), NOW)
  expect(await send(file, 6, 6)).toEqual({ asked: null, gaps: [], stored: 0 })
})
