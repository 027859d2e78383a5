import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ContactLedger } from './contact-ledger'
import { recordReport } from './record-report'
import { report, startFleet, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(() => fleet.close())

it('is refused by keep-alives alone, also after the server was restarted', async () => {
  const proxy = await fleet.addProxy({ name: 'mine' })
  const began = fleet.now.getTime()
  const send = (seconds: number, boot: string, full: boolean, parts = fleet.parts) => {
    fleet.now = new Date(began + seconds * 1000)
    const input = report({ boot, full, clock: fleet.now.toISOString() })
    return recordReport({ ctx: fleet.connector(proxy), parts, input })
  }
  const first = randomUUID()
  await send(0, first, true)
  await send(40, first, false)
  await fleet.parts.contacts.flush(fleet.db)
  const restarted = { ...fleet.parts, contacts: new ContactLedger() }
  expect(await send(80, randomUUID(), true, restarted)).toMatchObject({ kind: 'second-connector' })
  expect(await send(101, randomUUID(), true, restarted)).toMatchObject({ kind: 'recorded' })
})
