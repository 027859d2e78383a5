import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EnrolAnswer } from '@/lib/wire/enrol'
import { recordReport } from './record-report'
import { EPHEMERAL_MS, retireEphemeral } from './retire-ephemeral'
import { policyText, POLICY, report, startFleet, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

it('retires replicas that were silent for a day or never came, and none that was heard again a moment ago', async () => {
  const gone = await replica('gone')
  await replica('never')
  const back = await replica('back')
  const steady = await replica('steady', false)
  for (const one of [gone, back, steady]) await keepAlive(one)
  fleet.now = new Date(fleet.now.getTime() + EPHEMERAL_MS + 60_000)
  // Written with whoever reports first; the next one of the same moment waits for the next turn, unless it was silent.
  for (const one of [steady, back]) await keepAlive(one)
  expect((await retireEphemeral({ ctx: fleet.system() })).toSorted()).toEqual(['gone', 'never'])
})

interface Replica extends EnrolAnswer {
  readonly boot: string
}

async function replica(name: string, ephemeral = true): Promise<Replica> {
  const result = await fleet.enrol({ name, ephemeral })
  if (result.kind !== 'enrolled') throw new Error(result.kind)
  return { ...result.answer, boot: randomUUID() }
}

async function keepAlive({ boot, ...proxy }: Replica): Promise<void> {
  const input = report({ boot, clock: fleet.now.toISOString() })
  await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
}
