import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordReport } from '@/lib/fleet/record-report'
import {
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from '@/lib/fleet/testing/start-fleet'
import { findLateEmergency } from './find-late-emergency'

let fleet: TestFleet
let connector: { proxyId: string; name: string }
let seq = 0
const [boot, process] = [randomUUID(), randomUUID()]

beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('old') })
  connector = await fleet.addProxy()
})
afterAll(() => fleet.close())

/** The proxy's process has loaded it, proved. */
async function runs(text: string): Promise<void> {
  const at = fleet.now.toISOString()
  const instances = [instanceRunning(text, fleet.now, { id: process })]
  const load = { instance: process, at, kind: 'reload', result: 'success', error: null } as const
  const loads = [{ ...load, ...digests(text), evidence: 3 as const }]
  const input = report({ boot, seq, clock: at, instances, loads })
  await recordReport({ ctx: fleet.connector(connector), parts: fleet.parts, input })
  seq += 1
}

let number = 0

async function merge(text: string, labels: string[]): Promise<string> {
  const mergeSha = await fleet.push({ [POLICY]: text })
  number += 1
  await fleet.db.prisma.changeRequest.create({
    data: {
      repositoryId: fleet.repositoryId,
      number,
      title: 't',
      state: 'merged',
      openedBy: 'ana',
      baseRef: 'main',
      baseSha: mergeSha,
      headRef: 'topic',
      headSha: mergeSha,
      mergeSha,
      openedAt: fleet.now,
      updatedAt: fleet.now,
      mergedAt: fleet.now,
      refreshedAt: fleet.now,
      labels,
      review: { paths: [POLICY] },
    },
  })
  return mergeSha
}

it('an emergency is on its way until every proxy runs it, another change replaces it, or a day is over', async () => {
  const find = () => findLateEmergency({ ctx: fleet.system(), parts: fleet.parts })
  await merge(policyText('normal'), [])
  expect(await find()).toBeNull()
  const urgent = policyText('urgent')
  const commit = await merge(urgent, ['emergency'])
  expect(await find()).toBe(commit)
  await runs(urgent)
  expect(await find()).toBeNull()
  const second = await merge(policyText('again'), ['emergency'])
  expect(await find()).toBe(second)
  await merge(policyText('later'), [])
  expect(await find()).toBeNull()
  const third = await merge(policyText('third'), ['emergency'])
  expect(await find()).toBe(third)
  fleet.now = new Date(fleet.now.getTime() + 25 * 3_600_000)
  expect(await find()).toBeNull()
})
