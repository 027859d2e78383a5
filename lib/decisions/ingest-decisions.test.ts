import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchOf } from './testing/open-log'
import { call, NOW, openSendingLog, type SendingLog } from './testing/sending-log'

const EVENTS = new URL('../wire/fixtures/events/', import.meta.url)

let stage: SendingLog
beforeAll(async () => {
  stage = await openSendingLog()
})
afterAll(() => stage.log.close())

function linesOf(name: string): string[] {
  return readFileSync(new URL(name, EVENTS), 'utf8').split('\n').slice(0, -1)
}

/** The log and each roll-up, counted the same way: they must never differ. */
async function counts(): Promise<Record<string, unknown>[]> {
  return stage.query(`SELECT (SELECT count(*) FROM decision)::int AS log, (SELECT coalesce(sum(n), 0) FROM decision_minute)::int AS minutes,
    (SELECT coalesce(sum(n), 0) FROM decision_hour)::int AS hours, (SELECT coalesce(sum(n), 0) FROM decision_day)::int AS days,
    (SELECT coalesce(sum(n), 0) FROM decision_hour_facet WHERE facet = 1)::int AS tools,
    (SELECT coalesce(sum(n), 0) FROM decision_day_facet WHERE facet = 1)::int AS "dayTools"`)
}

describe('ingesting decisions', () => {
  it('takes every decision of the real event files, and counts the same in all roll-ups', async () => {
    const names = readdirSync(EVENTS).filter((name) => linesOf(name).length > 0)
    let stored = 0
    for (const name of names) {
      const lines = linesOf(name)
      const body = batchOf({ fileId: randomUUID(), lines })
      const result = await stage.send(body)
      expect(result.answer.rejected).toEqual([])
      expect(Object.values(result.answer.ackedTo)).toEqual([readFileSync(new URL(name, EVENTS)).byteLength])
      stored += result.stored
    }
    expect(stored).toBe(1603 + 444 + 372 + 45 + 415 + 1322)
    const [counted] = await counts()
    expect(counted).toEqual({
      log: stored,
      minutes: stored,
      hours: stored,
      days: stored,
      tools: stored,
      dayTools: stored,
    })
  })

  it('answers a resend with the same acknowledgement and the same rejections, and changes nothing', async () => {
    const lines = [call(), 'no json', call({ ts: '1999-01-01T00:00:00Z' }), call({ result: 'maybe' }), call()]
    const body = batchOf({ fileId: randomUUID(), lines })
    const first = await stage.send(body)
    const before = await counts()
    const again = await stage.send(body)
    expect(first.answer.rejected.map(({ code }) => code)).toEqual([
      'bad-json',
      'ts-out-of-range',
      'bad-event',
    ])
    expect(again.answer).toEqual({ ...first.answer, duplicates: 2 })
    expect([first.stored, again.stored]).toEqual([2, 0])
    expect(await counts()).toEqual(before)
  })

  it('keeps its answer when the clock moves a line into or out of the range that is kept', async () => {
    const early = batchOf({ fileId: randomUUID(), lines: [call({ ts: '2026-11-27T13:00:00Z' })] })
    const late = batchOf({ fileId: randomUUID(), lines: [call({ ts: '2026-11-26T10:00:00Z' })] })
    const later = new Date(NOW.getTime() + 91 * 86_400_000)
    const answers = [await stage.send(early), await stage.send(late)]
    const tomorrow = new Date(NOW.getTime() + 86_400_000)
    const again = [await stage.send(early, stage.proxy, tomorrow), await stage.send(late, stage.proxy, later)]
    expect(again.map(({ answer }) => answer.rejected)).toEqual(answers.map(({ answer }) => answer.rejected))
    expect(again.map(({ stored }) => stored)).toEqual([0, 0])
  })

  it('stores a batch once when it arrives several times at once', async () => {
    const body = batchOf({ fileId: randomUUID(), lines: Array.from({ length: 200 }, () => call()) })
    const before = await counts()
    const results = await Promise.all(Array.from({ length: 6 }, () => stage.send(body)))
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(200)
    expect(results.map(({ answer }) => answer.ackedTo)).toEqual(results.map(() => results[0]?.answer.ackedTo))
    expect((await counts())[0]?.log).toBe(Number(before[0]?.log) + 200)
  })

  it('records the same offset with other bytes as a conflict, under the same time or another, and keeps the first', async () => {
    const fileId = randomUUID()
    await stage.send(batchOf({ fileId, lines: [call(), call()], firstLine: 'x' }))
    const changed = [call({ tool: 'othr' }), call({ ts: '2026-11-26T10:00:00.6Z' })]
    const body = batchOf({ fileId, lines: changed, firstLine: 'x' })
    const result = await stage.send(body)
    await stage.send(body)
    expect(result.answer.rejected.map(({ code }) => code)).toEqual(['conflict', 'conflict'])
    expect((await stage.rowsOf(fileId)).map(({ tool }) => tool)).toEqual(['echo', 'echo'])
    const conflicts = await stage.query('SELECT stored_hash FROM decision_conflict WHERE file_id = $1', [
      fileId,
    ])
    expect(conflicts).toHaveLength(2)
  })

  it('refuses a file of another proxy and one whose first line changed, and takes its neighbour in the batch', async () => {
    const other = await stage.log.addProxy('other')
    const [fileId, neighbour] = [randomUUID(), randomUUID()]
    await stage.send(batchOf({ fileId, lines: [call()] }))
    const stolen = batchOf({ fileId, lines: [call()] }) + batchOf({ fileId: neighbour, lines: [call()] })
    const refused = await stage.send(stolen, other)
    expect(refused.answer.rejected.map(({ code }) => code)).toEqual(['foreign-file'])
    expect(Object.keys(refused.answer.ackedTo)).toEqual([neighbour])
    const mismatch = await stage.send(batchOf({ fileId, lines: [call(), call()], firstLine: 'another' }))
    expect(mismatch.answer).toMatchObject({ ackedTo: {}, rejected: [{ code: 'file-mismatch' }] })
  })

  it('accounts for bytes that were skipped, and takes the gap back when they come after all', async () => {
    const fileId = randomUUID()
    const gaps = () =>
      stage.query(
        'SELECT from_offset::int AS f, to_offset::int AS t, reason FROM log_gap WHERE file_id = $1',
        [fileId],
      )
    const length = call().length + 1
    await stage.send(batchOf({ fileId, lines: [call()], from: length, firstLine: 'x' }))
    expect(await gaps()).toEqual([{ f: 0, t: length, reason: 'missing' }])
    const { stored } = await stage.send(batchOf({ fileId, lines: [call()], firstLine: 'x' }))
    expect([stored, await gaps()]).toEqual([1, []])
  })

  it('attributes the denials of a counter to the rule whose text it is, and says that it did', async () => {
    const policy = `version: "1"
tools:
  pay:
    rules:
      - { name: five an hour, rate_limit: 5/hour }
      - { name: spend, conditions: [{ path: state.pay.s, op: lte, value: 9 }], state: { counter: s, window: day, increment_from: args.amount } }
  "*":
    rules:
      - { name: all, rate_limit: 9/day, on_deny: Enough }
      - { name: same, rate_limit: 8/minute, on_deny: Twice }
      - { name: same again, rate_limit: 8/hour, on_deny: Twice }
`
    const blob = 'e'.repeat(40)
    stage.log.blobs.set(blob, Buffer.from(policy))
    const sha256 = createHash('sha256').update(policy).digest('hex')
    const texts = [
      ['pay', 'Rate limit of 5 per hour reached. Try again later.'],
      ['pay', 'Rate limit exceeded for spend'],
      ['pay', 'Internal policy error'],
      ['pay', 'Enough'],
      ['echo', 'Enough'],
      ['echo', 'Twice'],
      ['echo', 'Internal policy error'],
    ]
    const fileId = randomUUID()
    const lines = texts.map(([tool, message]) => call({ tool, message, result: 'denied' }))
    const known = { sha256, blob, evidence: 3 }
    await stage.send(
      batchOf({ fileId, lines: [...lines, call({ result: 'denied', rule: 'as logged' })], segment: known }),
    )
    expect((await stage.rowsOf(fileId)).map(({ rule, attributed }) => [rule, attributed])).toEqual([
      ['five an hour', true],
      ['spend', true],
      ['spend', true],
      ['all', true],
      ['all', true],
      [null, false],
      [null, false],
      ['as logged', false],
    ])
  })

  it('does not believe a blob whose bytes have another digest', async () => {
    const blob = 'f'.repeat(40)
    stage.log.blobs.set(blob, Buffer.from('version: "1"\n'))
    const sha256 = 'b'.repeat(64)
    await stage.send(
      batchOf({ fileId: randomUUID(), lines: [call()], segment: { sha256, blob, evidence: 3 } }),
    )
    const [digest] = await stage.query(`SELECT blob FROM policy_digest WHERE sha256 = decode($1, 'hex')`, [
      sha256,
    ])
    expect(digest).toEqual({ blob: null })
  })

  it('stores the decisions of an unmatched instance without a proxy', async () => {
    const fileId = randomUUID()
    await stage.send(batchOf({ fileId, lines: [call()], matched: false }))
    expect(await stage.rowsOf(fileId)).toMatchObject([{ proxy: 0 }])
  })

  it('stores what our own proxy adds, with the digest of the event as the highest evidence', async () => {
    const fileId = randomUUID()
    const more = {
      policy: `sha256:${'a'.repeat(64)}`,
      arg_keys: ['amount'],
      args: { amount: 5 },
      would_deny: true,
    }
    await stage.send(batchOf({ fileId, lines: [call({ ...more, rule: 'r' })] }))
    expect(await stage.rowsOf(fileId)).toMatchObject([{ result: 2, rule: 'r', evidence: 5 }])
  })
})
