import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { countByPolicy } from './count-by-policy'
import { countByRule } from './count-by-rule'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'
import { topRules } from './top-rules'

const NOW = new Date('2026-11-24T14:30:00Z')
const STRIPE = 'policies/payments/stripe.yaml'

let log: TestLog
let stripe: ConnectorActor

function event(ts: string, tool: string, rule?: string): string {
  const denial = rule === undefined ? { result: 'allowed' } : { result: 'denied', rule, message: 'No.' }
  return JSON.stringify({ ts, type: 'tool_call', instance: '988c5aa9', tool, ...denial })
}

beforeAll(async () => {
  log = await freshTestLog()
  stripe = await log.addProxy('stripe-1', STRIPE)
  const other = await log.addProxy('slack-1', 'policies/support/slack.yaml')
  const lines = [
    event('2026-11-20T10:00:00Z', 'create_refund', 'cap'),
    event('2026-11-20T11:00:00Z', 'create_refund', 'cap'),
    event('2026-11-20T12:00:00Z', 'create_charge', 'currency'),
    event('2026-11-24T13:10:00Z', 'create_refund', 'cap'),
    event('2026-11-24T14:10:00Z', 'create_refund', 'cap'),
    event('2026-11-24T14:11:00Z', 'create_refund'),
    event('2026-11-24T14:12:00Z', 'delete_product', '(default deny)'),
  ]
  await log.ingest(stripe, batchOf({ fileId: randomUUID(), lines }), NOW)
  await log.ingest(
    other,
    batchOf({ fileId: randomUUID(), lines: [event('2026-11-24T14:13:00Z', 'post_message', 'rate')] }),
    NOW,
  )
})

afterAll(() => log.close())

describe('denials by policy', () => {
  it('are those of the last 24 clock hours, each on its hour', async () => {
    const counts = await countByPolicy({ ctx: log.context(stripe, NOW) })
    expect([...counts.keys()].sort()).toEqual([STRIPE, 'policies/support/slack.yaml'])
    expect(counts.get(STRIPE)?.denied).toBe(3)
    expect(counts.get(STRIPE)?.hours.slice(-2)).toEqual([1, 2])
    expect(counts.get(STRIPE)?.hours).toHaveLength(24)
  })
})

describe('denials by rule', () => {
  const count = (policy: string) => countByRule({ ctx: log.context(stripe, NOW), input: { policy } })

  it('are counted by tool and rule, for a day and for as long as the log goes back', async () => {
    const traffic = await count(STRIPE)
    expect(traffic.tools).toContainEqual({ tool: 'create_refund', calls: 3, denied: 2, wouldDeny: 0 })
    expect(traffic.proxies).toEqual([{ proxy: 'stripe-1', calls: 4, denied: 3, wouldDeny: 0 }])
    expect(traffic.rules).toContainEqual({ tool: 'create_refund', rule: 'cap', denied: 2, wouldDeny: 0 })
    expect(traffic.rules.map(({ rule }) => rule)).not.toContain('currency')
    expect(traffic.longRules).toContainEqual({
      tool: 'create_charge',
      rule: 'currency',
      denied: 1,
      wouldDeny: 0,
      blob: null,
    })
    const cap = { tool: 'create_refund', rule: 'cap', wouldDeny: 0 }
    expect(traffic.longRules).toContainEqual({ ...cap, denied: 4, blob: null })
    expect(traffic.since).toEqual(new Date('2026-11-20T00:00:00Z'))
  })

  it('are none for a policy without proxies', async () => {
    expect(await count('policies/none.yaml')).toEqual({
      tools: [],
      proxies: [],
      rules: [],
      longRules: [],
      since: null,
    })
  })
})

describe('the rules that deny most', () => {
  it('stand beside the mean of the week before, over the days that the log knows', async () => {
    const [first, ...more] = await topRules({ ctx: log.context(stripe, NOW), input: { limit: 5 } })
    expect(first).toMatchObject({ rule: 'cap', tools: ['create_refund'], policy: STRIPE, denied: 2 })
    // Two denials in the 3 days and 5 hours before the 24 clock hours that end now.
    expect(first?.usual).toBeCloseTo(2 / (77 / 24), 5)
    expect(first?.steps.slice(-2)).toEqual([1, 1])
    expect(more.map(({ rule }) => rule).sort()).toEqual(['(default deny)', 'rate'])
  })
  it('are counted over a week as well, day by day', async () => {
    const [first] = await topRules({ ctx: log.context(stripe, NOW), input: { limit: 5, hours: 168 } })
    expect(first).toMatchObject({ rule: 'cap', denied: 4, usual: null, steps: [0, 0, 2, 0, 0, 0, 2] })
  })
})
