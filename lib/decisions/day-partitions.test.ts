import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batchOf } from './testing/open-log'
import { call, NOW, openSendingLog, type SendingLog } from './testing/sending-log'

let stage: SendingLog
beforeAll(async () => {
  stage = await openSendingLog()
})
afterAll(() => stage.log.close())

const send = (...times: string[]) =>
  stage.send(batchOf({ fileId: randomUUID(), lines: times.map((ts) => call({ ts })) }))
const days = () =>
  stage.query(
    'SELECT tableoid::regclass::text AS day, count(*)::int AS n FROM decision GROUP BY 1 ORDER BY 1',
  )
const dayOf = (daysBefore: number) =>
  new Date(NOW.getTime() - daysBefore * 86_400_000).toISOString().slice(0, 10)
const partition = (day: string) => `decision_${day.replaceAll('-', '')}`

it('each day has a partition of its own from its first instant to its last, made when it is needed', async () => {
  const [today, yesterday] = [dayOf(0), dayOf(1)]
  const { stored } = await send(`${yesterday}T23:59:59.999999Z`, `${today}T00:00:00Z`)
  expect([stored, await days()]).toEqual([
    2,
    [
      { day: partition(yesterday), n: 1 },
      { day: partition(today), n: 1 },
    ],
  ])
})

it('a day that retention dropped meanwhile is made again for what still comes of it', async () => {
  const [today, yesterday] = [dayOf(0), dayOf(1)]
  await stage.query(`SELECT drop_decision_partitions('${today}', '${today}')`)
  expect(await days()).toEqual([{ day: partition(today), n: 1 }])
  const { stored } = await send(`${yesterday}T12:00:00Z`)
  expect([stored, await days()]).toEqual([
    1,
    [
      { day: partition(yesterday), n: 1 },
      { day: partition(today), n: 1 },
    ],
  ])
})
