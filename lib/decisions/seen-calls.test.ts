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

  it('looks at a few calls of a few proxies, of those first that tell their arguments', async () => {
    const path = 'policies/mail.yaml'
    const own = await log.addProxy('mail-own', path)
    await log.db.prisma.proxy.update({ where: { id: own.proxyId }, data: { engine: 'lockstep' } })
    const calls = (count: number, keys?: readonly string[]) =>
      batchOf({
        fileId: randomUUID(),
        lines: Array.from({ length: count }, (_, second) =>
          event(6, 'send_mail', keys).replace(':00Z', `:${10 + second}Z`),
        ),
      })
    await log.ingest(own, calls(30, ['to']), NOW)
    for (let n = 0; n < 6; n += 1)
      await log.ingest(await log.addProxy(`mail-stock-${n}`, path), calls(40), NOW)
    const mail = { tool: 'send_mail', calls: 270, sampled: 20, keys: [{ key: 'to', calls: 20 }] }
    expect(await seen(path)).toEqual([mail])
  })

  it('counts the first of its days by hours and all others whole, none twice', async () => {
    const path = 'policies/days.yaml'
    const proxy = await log.addProxy('days', path)
    const on = (ts: string) => event(0, 'look').replace(/2026-11-24T14:00:00Z/, ts)
    // A week before NOW is the 17th, 14:30: counted from the next whole hour on.
    const times = [
      '2026-11-17T14:59:00Z',
      '2026-11-17T15:00:00Z',
      '2026-11-18T00:00:00Z',
      '2026-11-24T14:00:00Z',
    ]
    await log.ingest(proxy, batchOf({ fileId: randomUUID(), lines: times.map(on) }), NOW)
    expect(await seen(path)).toMatchObject([{ tool: 'look', calls: 3 }])
  })

  it('is nothing for a policy without proxies, and after a week', async () => {
    expect(await seen('policies/none.yaml')).toEqual([])
    expect(await seen(STRIPE, new Date('2026-12-02T14:30:00Z'))).toEqual([])
  })
})
