import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { proposeAnswers } from './propose-answers'
import { batchOf, openTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-24T14:30:00Z')
const PATH = 'policies/payments/stripe.yaml'
const CLOSED = 'version: "1"\ndefault: deny\ntools: {}\n'
const OPEN = 'version: "1"\ntools:\n  create_coupon:\n    rules: []\n'

let log: TestLog
let drop: () => Promise<void>
let stripe: ConnectorActor

function event(minute: number, tool: string, result: 'allowed' | 'denied', keys?: readonly string[]): string {
  const ts = `2026-11-24T14:${String(minute).padStart(2, '0')}:00Z`
  const more = keys === undefined ? {} : { arg_keys: keys }
  return JSON.stringify({ ts, type: 'tool_call', instance: '988c5aa9', tool, result, ...more })
}

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  log = await openTestLog(fresh.url)
  stripe = await log.addProxy('stripe-1', PATH)
  const other = await log.addProxy('slack-1', 'policies/support/slack.yaml')
  const lines = [
    event(1, 'create_coupon', 'denied', ['percent_off', 'duration']),
    event(2, 'create_coupon', 'denied', ['duration', 'percent_off']),
    event(3, 'create_coupon', 'denied', ['amount_off']),
    event(4, 'create_coupon', 'allowed'),
    event(5, 'list_customers', 'allowed', []),
  ]
  await log.ingest(stripe, batchOf({ fileId: randomUUID(), lines }), NOW)
  const elsewhere = [event(6, 'create_coupon', 'denied', ['percent_off'])]
  await log.ingest(other, batchOf({ fileId: randomUUID(), lines: elsewhere }), NOW)
})

afterAll(async () => {
  await log.db.close()
  await drop()
})

const propose = (result: 'allowed' | 'denied', text: string, now = NOW) =>
  proposeAnswers({
    ctx: log.context(stripe, now),
    decision: {
      tool: 'create_coupon',
      argKeys: ['percent_off', 'duration'],
      rule: result === 'denied' ? '(default deny)' : null,
      result,
    },
    path: PATH,
    text,
  })

it('counts the calls of a tool under its policy alone: how many, how many denied, and which arguments came together', async () => {
  expect((await propose('denied', CLOSED))?.seen).toEqual({
    days: 7,
    calls: 4,
    denied: 3,
    shapes: [
      { keys: ['duration', 'percent_off'], calls: 2 },
      { keys: ['amount_off'], calls: 1 },
    ],
  })
})

it('allows what was denied, and denies what was allowed, each way with the calls that it is about', async () => {
  const allow = await propose('denied', CLOSED)
  expect(allow?.want).toBe('allow')
  expect(allow?.candidates.map(({ title, calls }) => [title, calls])).toEqual([
    ['Calls shaped like this one', 2],
    ['Every call of create_coupon', 3],
  ])
  const deny = await propose('allowed', OPEN)
  expect(deny?.want).toBe('deny')
  expect(deny?.candidates.map(({ title, calls }) => [title, calls])).toEqual([
    ['Calls that carry duration', 2],
    ['Calls that carry percent_off', 2],
    ['Every call of create_coupon', 3],
  ])
})

it('counts nothing after a week, and proposes nothing for a text that is no policy', async () => {
  const later = await propose('denied', CLOSED, new Date('2026-12-02T14:30:00Z'))
  expect(later?.seen).toMatchObject({ calls: 0, shapes: [] })
  expect(later?.candidates.map(({ calls }) => calls)).toEqual([null, null])
  expect(await propose('denied', 'version: [')).toBeNull()
})
