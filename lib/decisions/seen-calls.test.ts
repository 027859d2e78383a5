import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { seenCalls } from './seen-calls'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-24T14:30:00Z')
const STRIPE = 'policies/payments/stripe.yaml'

let log: TestLog
let stripe: ConnectorActor

function event(minute: number, tool: string, keys?: readonly string[]): string {
  const ts = `2026-11-24T14:${String(minute).padStart(2, '0')}:00Z`
  const more = keys === undefined ? {} : { arg_keys: keys }
  return JSON.stringify({ ts, type: 'tool_call', instance: '988c5aa9', tool, result: 'allowed', ...more })
}

beforeAll(async () => {
  log = await freshTestLog()
  stripe = await log.addProxy('stripe-1', STRIPE)
  const other = await log.addProxy('slack-1', 'policies/support/slack.yaml')
  const lines = [
    event(1, 'create_refund', ['amount', 'reason']),
    event(2, 'create_refund', ['amount']),
    event(3, 'create_refund'),
    event(4, 'list_customers', []),
  ]
  await log.ingest(stripe, batchOf({ fileId: randomUUID(), lines }), NOW)
  await log.ingest(other, batchOf({ fileId: randomUUID(), lines: [event(5, 'post_message', ['text'])] }), NOW)
})

afterAll(() => log.close())

describe('what agents called under a policy', () => {
  const seen = (policy: string, now = NOW) => seenCalls({ ctx: log.context(stripe, now), input: { policy } })

  it('is counted by tool and argument, of calls whose arguments are known', async () => {
    expect(await seen(STRIPE)).toEqual([
      {
        tool: 'create_refund',
        calls: 3,
        sampled: 2,
        keys: [
          { key: 'amount', calls: 2 },
          { key: 'reason', calls: 1 },
        ],
      },
      { tool: 'list_customers', calls: 1, sampled: 1, keys: [] },
    ])
  })

  it('is nothing for a policy without proxies, and after a week', async () => {
    expect(await seen('policies/none.yaml')).toEqual([])
    expect(await seen(STRIPE, new Date('2026-12-02T14:30:00Z'))).toEqual([])
  })
})
