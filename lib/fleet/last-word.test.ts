import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ContactLedger } from './contact-ledger'
import { recordReport } from './record-report'
import {
  at,
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'
import { traceVersions } from './trace-versions'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(() => fleet.close())

it('what a proxy ran is known up to its last word, though that went to another replica and its host is three minutes behind', async () => {
  const text = policyText('one')
  await fleet.push({ [POLICY]: text })
  const proxy = await fleet.addProxy({ name: 'behind' })
  const [boot, id] = [randomUUID(), randomUUID()]
  const reports = (minutes: number, seq: number, parts = fleet.parts) => {
    fleet.now = at(minutes)
    const clock = at(minutes - 3).toISOString()
    const instances = [instanceRunning(text, at(1 - 3), { id, lastEventAt: clock })]
    const start = {
      instance: id,
      at: at(1 - 3).toISOString(),
      ...digests(text),
      error: null,
      evidence: 4 as const,
    }
    const loads = [{ ...start, kind: 'startup' as const, result: 'success' as const }]
    const input = report({ boot, seq, full: seq === 0, clock, instances, loads })
    return recordReport({ ctx: fleet.connector(proxy), parts, input })
  }
  await reports(10, 0)
  const other = { ...fleet.parts, contacts: new ContactLedger() }
  await reports(20, 1, other)
  await other.contacts.flush(fleet.db)
  const input = { paths: [POLICY], from: at(0), to: at(20) }
  const { proxies } = await traceVersions({ ctx: fleet.person('read'), parts: fleet.parts, input })
  expect(proxies).toMatchObject([{ knownTo: at(20), spans: [{ from: at(1), to: at(20), state: 'proved' }] }])
})
