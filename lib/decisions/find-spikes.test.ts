import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { findSpikes } from './find-spikes'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-24T14:30:00Z')
const STRIPE = 'policies/payments/stripe.yaml'

let log: TestLog
let stripe: ConnectorActor

function denials(hour: string, rule: string, count: number): string[] {
  const fields = {
    type: 'tool_call',
    instance: '988c5aa9',
    tool: 'create_charge',
    result: 'denied',
    rule,
    message: 'No.',
  }
  return Array.from({ length: count }, (_, second) =>
    JSON.stringify({ ts: `${hour}:${String(second % 60).padStart(2, '0')}Z`, ...fields }),
  )
}

const send = (lines: string[]) => log.ingest(stripe, batchOf({ fileId: randomUUID(), lines }), NOW)

beforeAll(async () => {
  log = await freshTestLog()
  stripe = await log.addProxy('stripe-1', STRIPE)
})

afterAll(() => log.close())

it('finds no spike while the log is too young to know what is usual', async () => {
  await send(denials('2026-11-24T14:05', 'cap', 24))
  expect(await findSpikes({ ctx: log.context(stripe, NOW) })).toEqual([])
})

it('finds a rule that denies far more than at the same hour of the days before, and none that denies as usual', async () => {
  await send([
    // Two whole days before the hour that is looked at.
    ...denials('2026-11-22T13:00', 'first', 1),
    ...denials('2026-11-22T14:05', 'cap', 8),
    ...denials('2026-11-22T14:06', 'rate', 30),
    ...denials('2026-11-23T14:06', 'rate', 30),
    // Another hour of the day says nothing about this one.
    ...denials('2026-11-23T09:05', 'cap', 50),
    ...denials('2026-11-24T14:06', 'rate', 40),
    ...denials('2026-11-24T14:07', 'rare', 19),
  ])
  expect(await findSpikes({ ctx: log.context(stripe, NOW) })).toEqual([
    {
      rule: 'cap',
      policy: STRIPE,
      tools: ['create_charge'],
      proxies: ['stripe-1'],
      moreProxies: 0,
      denied: 24,
      usual: 4,
      from: new Date('2026-11-24T14:00:00Z'),
      to: new Date('2026-11-24T15:00:00Z'),
    },
  ])
})
