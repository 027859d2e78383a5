import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ContactLedger } from './contact-ledger'
import { getProxy } from './get-proxy'
import { recordReport } from './record-report'
import { report, startFleet, type TestFleet } from './testing/start-fleet'
import { waitForDesired } from './wait-for-desired'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(() => fleet.close())

/** A proxy, and what sends reports of it so many seconds from now. */
async function reporter(name: string) {
  const proxy = await fleet.addProxy({ name })
  const began = fleet.now.getTime()
  const send = (seconds: number, boot: string, full: boolean, parts = fleet.parts) => {
    fleet.now = new Date(began + seconds * 1000)
    const input = report({ boot, full, clock: fleet.now.toISOString() })
    return recordReport({ ctx: fleet.connector(proxy), parts, input })
  }
  return { proxy, send }
}

it('is refused by keep-alives alone, also after the server was restarted', async () => {
  const { send } = await reporter('mine')
  const first = randomUUID()
  await send(0, first, true)
  await send(40, first, false)
  await fleet.parts.contacts.flush(fleet.db)
  const restarted = { ...fleet.parts, contacts: new ContactLedger() }
  expect(await send(80, randomUUID(), true, restarted)).toMatchObject({ kind: 'second-connector' })
  expect(await send(101, randomUUID(), true, restarted)).toMatchObject({ kind: 'recorded' })
})

it('takes over though it was asked for all that it knows just before', async () => {
  const { send } = await reporter('restored')
  await send(0, randomUUID(), true)
  const unknown = randomUUID()
  expect(await send(61, unknown, false)).toMatchObject({ kind: 'recorded', answer: { wantFull: true } })
  await fleet.parts.contacts.flush(fleet.db)
  expect(await send(61, unknown, true)).toMatchObject({ kind: 'recorded', answer: { wantFull: false } })
})

it('does not keep the one alive that it replaces by asking what is desired', async () => {
  const { proxy, send } = await reporter('replaced')
  await send(0, randomUUID(), true)
  const next = randomUUID()
  expect(await send(30, next, true)).toMatchObject({ kind: 'second-connector' })
  const input = { known: '', wait: 0 }
  await waitForDesired({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  expect(await send(61, next, true)).toMatchObject({ kind: 'recorded' })
})

it('keeps it no more alive at another replica, which the one that it replaces reported to before', async () => {
  const { proxy, send } = await reporter('elsewhere')
  const [first, next] = [randomUUID(), randomUUID()]
  const other = { ...fleet.parts, contacts: new ContactLedger() }
  await send(0, first, true)
  await send(25, first, false, other)
  expect(await send(30, next, true)).toMatchObject({ kind: 'second-connector' })
  fleet.now = new Date(fleet.now.getTime() + 30_000)
  await waitForDesired({ ctx: fleet.connector(proxy), parts: other, input: { known: '', wait: 0 } })
  await other.contacts.flush(fleet.db)
  expect(await send(86, next, true)).toMatchObject({ kind: 'recorded' })
})

it('goes offline when no report of it is taken, though it asks what is desired: what is known of it is old', async () => {
  const { proxy, send } = await reporter('mute')
  await send(0, randomUUID(), true)
  fleet.now = new Date(fleet.now.getTime() + 301_000)
  await waitForDesired({ ctx: fleet.connector(proxy), parts: fleet.parts, input: { known: '', wait: 0 } })
  const input = { name: proxy.name }
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input })
  expect(found).toMatchObject({ proxy: { state: 'OFFLINE' } })
})
