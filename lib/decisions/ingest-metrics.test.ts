import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metrics } from '@/lib/metrics'
import { batchOf } from './testing/open-log'
import { call, openSendingLog, type SendingLog } from './testing/sending-log'

let stage: SendingLog
beforeAll(async () => {
  stage = await openSendingLog()
})
afterAll(() => stage.log.close())

describe('the metrics', () => {
  it('count what was accepted, what came late, what was known already and what was refused', async () => {
    const before = await figures()
    const recent = call({ ts: '2026-11-26T11:58:00Z' })
    const fileId = randomUUID()
    const body = batchOf({ fileId, lines: [recent, call(), 'no json', call({ ts: '2020-01-01T00:00:00Z' })] })
    await stage.send(body)
    expect(await figures()).toEqual([before[0] + 2, before[1] + 1, before[2], before[3] + 2])
    await stage.send(body)
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
