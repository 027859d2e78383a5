import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { metrics } from '@/lib/metrics'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { Dictionaries, OTHER } from './dictionaries'
import type { Ingested } from './ingest-decisions'
import { batchOf, openTestLog, type TestLog } from './testing/open-log'

const EVENTS = new URL('../wire/fixtures/events/', import.meta.url)
const NOW = new Date('2026-11-26T12:00:00Z')

let log: TestLog
let proxy: ConnectorActor
let drop: () => Promise<void>

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  log = await openTestLog(fresh.url)
  proxy = await log.addProxy('stripe-prod-eu-1')
})

afterAll(async () => {
  await log.db.close()
  await drop()
})

function linesOf(name: string): string[] {
  return readFileSync(new URL(name, EVENTS), 'utf8').split('\n').slice(0, -1)
}

function call(more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    ts: '2026-11-26T10:00:00.5Z',
    type: 'tool_call',
    instance: 'a',
    tool: 'echo',
    result: 'allowed',
    ...more,
  })
}

async function send(body: string, actor = proxy, now = NOW): Promise<Extract<Ingested, { kind: 'stored' }>> {
  const result = await log.ingest(actor, body, now)
  if (result.kind !== 'stored') throw new Error(result.kind)
  return result
}

async function query<Row extends Record<string, unknown>>(
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await log.db.pool.query<Row>(sql, values)).rows
}

/** The log and each roll-up, counted the same way: they must never differ. */
async function counts(): Promise<Record<string, unknown>[]> {
  return query(`SELECT (SELECT count(*) FROM decision)::int AS log, (SELECT coalesce(sum(n), 0) FROM decision_minute)::int AS minutes,
    (SELECT coalesce(sum(n), 0) FROM decision_hour)::int AS hours, (SELECT coalesce(sum(n), 0) FROM decision_day)::int AS days,
    (SELECT coalesce(sum(n), 0) FROM decision_hour_facet WHERE facet = 1)::int AS tools,
    (SELECT coalesce(sum(n), 0) FROM decision_day_facet WHERE facet = 1)::int AS "dayTools"`)
}

async function rowsOf(fileId: string): Promise<Record<string, unknown>[]> {
  return query(
    `SELECT d."offset"::int, t.name AS tool, d.result, r.name AS rule, m.text AS message, d.attributed, d.proxy, d.evidence
     FROM decision d JOIN event_file f ON f.number = d.file JOIN tool_name t ON t.id = d.tool
     LEFT JOIN rule_name r ON r.id = d.rule LEFT JOIN denial_message m ON m.id = d.message
     WHERE f.id = $1 ORDER BY d."offset"`,
    [fileId],
  )
}

describe('ingesting decisions', () => {
  it('takes every decision of the real event files, and counts the same in all roll-ups', async () => {
    const names = readdirSync(EVENTS).filter((name) => linesOf(name).length > 0)
    let stored = 0
    for (const name of names) {
      const lines = linesOf(name)
      const body = batchOf({ fileId: randomUUID(), lines })
      const result = await send(body)
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
    const first = await send(body)
    const before = await counts()
    const again = await send(body)
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
    const answers = [await send(early), await send(late)]
    const tomorrow = new Date(NOW.getTime() + 86_400_000)
    const again = [await send(early, proxy, tomorrow), await send(late, proxy, later)]
    expect(again.map(({ answer }) => answer.rejected)).toEqual(answers.map(({ answer }) => answer.rejected))
    expect(again.map(({ stored }) => stored)).toEqual([0, 0])
  })

  it('stores a batch once when it arrives several times at once', async () => {
    const body = batchOf({ fileId: randomUUID(), lines: Array.from({ length: 200 }, () => call()) })
    const before = await counts()
    const results = await Promise.all(Array.from({ length: 6 }, () => send(body)))
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(200)
    expect(results.map(({ answer }) => answer.ackedTo)).toEqual(results.map(() => results[0]?.answer.ackedTo))
    expect((await counts())[0]?.log).toBe(Number(before[0]?.log) + 200)
  })

  it('records the same offset with other bytes as a conflict, under the same time or another, and keeps the first', async () => {
    const fileId = randomUUID()
    await send(batchOf({ fileId, lines: [call(), call()], firstLine: 'x' }))
    const changed = [call({ tool: 'othr' }), call({ ts: '2026-11-26T10:00:00.6Z' })]
    const body = batchOf({ fileId, lines: changed, firstLine: 'x' })
    const result = await send(body)
    await send(body)
    expect(result.answer.rejected.map(({ code }) => code)).toEqual(['conflict', 'conflict'])
    expect((await rowsOf(fileId)).map(({ tool }) => tool)).toEqual(['echo', 'echo'])
    const conflicts = await query('SELECT stored_hash FROM decision_conflict WHERE file_id = $1', [fileId])
    expect(conflicts).toHaveLength(2)
  })

  it('refuses a file of another proxy and one whose first line changed, and takes its neighbour in the batch', async () => {
    const other = await log.addProxy('other')
    const [fileId, neighbour] = [randomUUID(), randomUUID()]
    await send(batchOf({ fileId, lines: [call()] }))
    const stolen = batchOf({ fileId, lines: [call()] }) + batchOf({ fileId: neighbour, lines: [call()] })
    const refused = await send(stolen, other)
    expect(refused.answer.rejected.map(({ code }) => code)).toEqual(['foreign-file'])
    expect(Object.keys(refused.answer.ackedTo)).toEqual([neighbour])
    const mismatch = await send(batchOf({ fileId, lines: [call(), call()], firstLine: 'another' }))
    expect(mismatch.answer).toMatchObject({ ackedTo: {}, rejected: [{ code: 'file-mismatch' }] })
  })

  it('accounts for bytes that were skipped, and takes the gap back when they come after all', async () => {
    const fileId = randomUUID()
    const gaps = () =>
      query('SELECT from_offset::int AS f, to_offset::int AS t, reason FROM log_gap WHERE file_id = $1', [
        fileId,
      ])
    const length = call().length + 1
    await send(batchOf({ fileId, lines: [call()], from: length, firstLine: 'x' }))
    expect(await gaps()).toEqual([{ f: 0, t: length, reason: 'missing' }])
    const { stored } = await send(batchOf({ fileId, lines: [call()], firstLine: 'x' }))
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
    log.blobs.set(blob, Buffer.from(policy))
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
    await send(
      batchOf({ fileId, lines: [...lines, call({ result: 'denied', rule: 'as logged' })], segment: known }),
    )
    expect((await rowsOf(fileId)).map(({ rule, attributed }) => [rule, attributed])).toEqual([
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
    log.blobs.set(blob, Buffer.from('version: "1"\n'))
    const sha256 = 'b'.repeat(64)
    await send(batchOf({ fileId: randomUUID(), lines: [call()], segment: { sha256, blob, evidence: 3 } }))
    const [digest] = await query(`SELECT blob FROM policy_digest WHERE sha256 = decode($1, 'hex')`, [sha256])
    expect(digest).toEqual({ blob: null })
  })

  it('stores the decisions of an unmatched instance without a proxy', async () => {
    const fileId = randomUUID()
    await send(batchOf({ fileId, lines: [call()], matched: false }))
    expect(await rowsOf(fileId)).toMatchObject([{ proxy: 0 }])
  })

  it('stores what our own proxy adds, with the digest of the event as the highest evidence', async () => {
    const fileId = randomUUID()
    const more = {
      policy: `sha256:${'a'.repeat(64)}`,
      arg_keys: ['amount'],
      args: { amount: 5 },
      would_deny: true,
    }
    await send(batchOf({ fileId, lines: [call({ ...more, rule: 'r' })] }))
    expect(await rowsOf(fileId)).toMatchObject([{ result: 2, rule: 'r', evidence: 5 }])
  })
})

describe('the metrics', () => {
  it('count what was accepted, what came late, what was known already and what was refused', async () => {
    const before = await figures()
    const recent = call({ ts: '2026-11-26T11:58:00Z' })
    const fileId = randomUUID()
    const body = batchOf({ fileId, lines: [recent, call(), 'no json', call({ ts: '2020-01-01T00:00:00Z' })] })
    await send(body)
    expect(await figures()).toEqual([before[0] + 2, before[1] + 1, before[2], before[3] + 2])
    await send(body)
    expect(await figures()).toEqual([before[0] + 2, before[1] + 1, before[2] + 2, before[3] + 4])
  })

  async function figures(): Promise<[number, number, number, number]> {
    const text = await metrics().registry.metrics()
    const of = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1] ?? 0,
      )
    const outcome = (name: string) => of(`lockstep_decisions_total{outcome="${name}"}`)
    return [
      outcome('accepted'),
      of('lockstep_late_decisions_total'),
      outcome('duplicate'),
      outcome('refused'),
    ]
  }
})

describe('hostile events', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const hostile: Record<string, string> = {
    'NUL and lone surrogates': call({ tool: 'a\0b\ud800c', message: '\udfff', args: { '\0': '\ud800' } }),
    'an escaped backslash before u0000': call({ args: { text: String.raw`\u0000 \\u0000` } }),
    'names as long as a book': call({ tool: 't'.repeat(90_000), rule: 'r'.repeat(90_000), result: 'denied' }),
    'nesting beyond the stack': call().replace('}', `,"args":${deep}}`),
    'a member called __proto__': call().replace('}', ',"__proto__":{"tool":"evil"}}'),
    'numbers outside any range': call().replace('}', ',"a":1e400,"b":123456789012345678901234567890}'),
    'a million keys': call({ arg_keys: Array.from({ length: 20_000 }, (_, index) => `k${index}`) }),
    'other types everywhere': call({
      tool: [1],
      rule: {},
      message: 7,
      args_hash: 3,
      arg_keys: 'x',
      policy: null,
    }),
    'markup and SQL': call({ tool: `<img src=x onerror=alert(1)>'; DROP TABLE decision; --` }),
  }

  it.each(Object.keys(hostile))('takes %s beside its neighbours', async (name) => {
    const fileId = randomUUID()
    const { answer, stored } = await send(batchOf({ fileId, lines: [call(), hostile[name] ?? '', call()] }))
    expect([answer.rejected, stored]).toEqual([[], 3])
    expect(await rowsOf(fileId)).toHaveLength(3)
  })

  it('keeps NUL visible', async () => {
    const fileId = randomUUID()
    await send(batchOf({ fileId, lines: [call({ tool: 'a\0b' })] }))
    expect(await rowsOf(fileId)).toMatchObject([{ tool: String.raw`a\u0000b` }])
  })
})

describe('numbers', () => {
  const last = async (sequence: string) =>
    (await query<{ n: string }>(`SELECT last_value AS n FROM ${sequence}`))[0]?.n

  it('are taken for what is new only, however often the same is sent', async () => {
    const body = batchOf({
      fileId: randomUUID(),
      lines: [call({ tool: 'numbered', result: 'denied', rule: 'r', message: 'No.' })],
    })
    await send(body)
    const sequences = [
      'event_file_number_seq',
      'tool_name_id_seq',
      'rule_name_id_seq',
      'denial_message_id_seq',
    ]
    const before = await Promise.all(sequences.map(last))
    for (let times = 0; times < 5; times += 1) {
      await send(body)
      // A process that remembers nothing yet.
      const dictionaries = new Dictionaries(log.db)
      await dictionaries.tools(log.repositoryId, ['numbered'])
      await dictionaries.rules(log.repositoryId, ['r'])
      await dictionaries.messages(log.repositoryId, ['No.'])
    }
    expect(await Promise.all(sequences.map(last))).toEqual(before)
  })

  it('of names that are invented without end are those of one other name, and known names keep theirs', async () => {
    const known = (await new Dictionaries(log.db).tools(log.repositoryId, ['numbered']))('numbered')
    const full = new Dictionaries(log.db, 1)
    const ids = await full.tools(log.repositoryId, ['invented-1', 'invented-2', 'numbered'])
    expect(ids('invented-1')).toBe(ids('invented-2'))
    expect(ids('numbered')).toBe(known)
    expect(await query('SELECT name FROM tool_name WHERE id = $1', [ids('invented-1')])).toEqual([
      { name: OTHER },
    ])
  })
})
