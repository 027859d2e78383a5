import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { batchOf, freshTestLog, type SentFile, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')
const SCHEMA = `sha256:${'b'.repeat(64)}`

let log: TestLog
let count = 0

beforeAll(async () => {
  log = await freshTestLog()
})

afterAll(() => log.close())

const newProxy = () => log.addProxy(`proxy-${(count += 1)}`)
const tool = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  description: `sha256:${'a'.repeat(64)}`,
  input_schema: SCHEMA,
  ...more,
})
const seen = (minute: number, tools: unknown, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    ts: new Date(Date.UTC(2026, 10, 26, 10, minute)).toISOString(),
    type: 'tools',
    instance: 'a',
    tools,
    ...more,
  })

async function send(proxy: ConnectorActor, lines: readonly string[], more: Partial<SentFile> = {}) {
  const result = await log.ingest(proxy, batchOf({ fileId: randomUUID(), lines, ...more }), NOW)
  if (result.kind !== 'stored') throw new Error(result.kind)
  return result.answer
}

async function lists({ proxyId }: ConnectorActor) {
  const { rows } = await log.db.pool.query<{ names: string[]; first: Date; last: Date; leftOut: number }>(
    `SELECT ARRAY(SELECT t->>'name' FROM jsonb_array_elements(tools) t) AS names, first_seen_at AS first,
       last_seen_at AS last, left_out AS "leftOut" FROM proxy_tool_list WHERE proxy_id = $1 ORDER BY first_seen_at`,
    [proxyId],
  )
  return rows.map(
    ({ names, first, last }) => `${names.join(' ')} ${first.getUTCMinutes()}-${last.getUTCMinutes()}`,
  )
}

describe('a list of tools', () => {
  it('is kept once with when it was first and last seen, and every other one beside it', async () => {
    const proxy = await newProxy()
    await send(proxy, [seen(1, [tool('a'), tool('b')]), seen(5, [tool('a')])])
    await send(proxy, [seen(7, [tool('b'), tool('a')])])
    expect(await lists(proxy)).toEqual(['a b 1-7', 'a 5-5'])
  })

  it('is the same however often and in whatever order it is sent', async () => {
    const proxy = await newProxy()
    const [early, late] = [[seen(1, [tool('a')]), seen(2, [tool('b')])], [seen(3, [tool('a')])]]
    const files = [early, late].map((lines) => batchOf({ fileId: randomUUID(), lines }))
    for (const body of [files[1], files[0], files[1], files[0]]) await log.ingest(proxy, body ?? '', NOW)
    expect(await lists(proxy)).toEqual(['a 1-3', 'b 2-2'])
  })

  it.each([
    ['a hint', { annotations: { readOnlyHint: true } }],
    ['the schema of its arguments', { input_schema: `sha256:${'c'.repeat(64)}` }],
    ['the description', { description: `sha256:${'c'.repeat(64)}` }],
  ])('is another one when %s of a tool changed', async (_, change) => {
    const proxy = await newProxy()
    await send(proxy, [seen(1, [tool('a')]), seen(2, [tool('a', change)])])
    expect(await lists(proxy)).toEqual(['a 1-1', 'a 2-2'])
  })

  it('is another one when something changed among tools that no event has room for', async () => {
    const proxy = await newProxy()
    const whole = (digit: string) => ({ left_out: 2, list: `sha256:${digit.repeat(64)}` })
    await send(proxy, [seen(1, [tool('a')], whole('1')), seen(2, [tool('a')], whole('2'))])
    expect(await lists(proxy)).toHaveLength(2)
  })

  it('is not taken from a process that fits no proxy', async () => {
    const proxy = await newProxy()
    await send(proxy, [seen(1, [tool('a')])], { matched: false })
    expect(await lists(proxy)).toEqual([])
  })

  it('is not taken from a file of another proxy', async () => {
    const [mine, other] = [await newProxy(), await newProxy()]
    const fileId = randomUUID()
    await send(mine, [seen(1, [tool('a')])], { fileId })
    const answer = await send(other, [seen(1, [tool('a')])], { fileId })
    expect(answer.rejected).toMatchObject([{ code: 'foreign-file' }])
    expect(await lists(other)).toEqual([])
  })

  it('keeps NUL and halves of characters visible', async () => {
    const proxy = await newProxy()
    await send(proxy, [seen(1, [tool('a\0b', { title: '\ud800' }), tool('n'.repeat(2_000))])])
    expect(await lists(proxy)).toEqual([`a\\u0000b ${'n'.repeat(500)}… (2000 characters) 1-1`])
  })

  it('is reported and left out when it is none, beside neighbours that are taken', async () => {
    const proxy = await newProxy()
    const answer = await send(proxy, [
      seen(1, [tool('a')]),
      seen(2, 'all of them'),
      seen(3, [{ name: 7 }]),
      seen(4, [tool('b')], { ts: '2031-01-01T00:00:00Z' }),
      seen(5, [tool('c')]),
    ])
    expect(answer.rejected.map(({ code }) => code)).toEqual(['bad-event', 'bad-event', 'ts-out-of-range'])
    expect(await lists(proxy)).toEqual(['a 1-1', 'c 5-5'])
  })

  it('can be neither rewritten nor deleted', async () => {
    const proxy = await newProxy()
    await send(proxy, [seen(1, [tool('a')])])
    for (const statement of [
      `UPDATE proxy_tool_list SET tools = '[]'`,
      `UPDATE proxy_tool_list SET first_seen_at = now()`,
      'DELETE FROM proxy_tool_list',
      'TRUNCATE proxy_tool_list',
    ])
      await expect(log.db.pool.query(statement)).rejects.toThrow('only grows')
    expect(await lists(proxy)).toEqual(['a 1-1'])
  })
})

describe('the first list of a proxy', () => {
  const open = async ({ proxyId }: ConnectorActor) => {
    const { rows } = await log.db.pool.query<{ name: string }>(
      `SELECT tools->0->>'name' AS name FROM proxy_tool_list WHERE proxy_id = $1 AND acknowledged_at IS NULL ORDER BY 1`,
      [proxyId],
    )
    return rows.map(({ name }) => name)
  }

  it('needs nobody to acknowledge it, in whatever order its file holds the lists', async () => {
    const proxy = await newProxy()
    await send(proxy, [seen(5, [tool('b')]), seen(1, [tool('a')]), seen(9, [tool('c')])])
    expect(await open(proxy)).toEqual(['b', 'c'])
    await send(proxy, [seen(20, [tool('a')]), seen(21, [tool('d')])])
    expect(await open(proxy)).toEqual(['b', 'c', 'd'])
  })

  it('is no change, also when several connectors send lists at the same time', async () => {
    const proxies = await Promise.all(Array.from({ length: 8 }, newProxy))
    const sent = proxies.flatMap((proxy) =>
      [1, 2, 3].map((minute) => send(proxy, [seen(minute, [tool(`t${minute}`)])])),
    )
    await Promise.all(sent)
    for (const proxy of proxies) {
      expect(await open(proxy)).not.toContain('t1')
      expect(await lists(proxy)).toEqual(['t1 1-1', 't2 2-2', 't3 3-3'])
    }
  })
})
