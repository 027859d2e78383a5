import { afterAll, beforeAll, expect, it } from 'vitest'
import { at, policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { findEmergencies } from './find-emergencies'

let fleet: TestFleet
let number = 0

beforeAll(async () => {
  fleet = await startFleet()
})
afterAll(() => fleet.close())

async function merge(minutes: number, title: string, labels: string[], baseRef = 'main'): Promise<void> {
  fleet.now = at(minutes)
  const mergeSha = await fleet.push({ [POLICY]: policyText(title) })
  number += 1
  const pull = { baseSha: mergeSha, headRef: 'topic', headSha: mergeSha, mergeSha, openedBy: 'ana', labels }
  const times = { openedAt: fleet.now, updatedAt: fleet.now, mergedAt: fleet.now, refreshedAt: fleet.now }
  await fleet.db.prisma.changeRequest.create({
    data: { repositoryId: fleet.repositoryId, number, title, state: 'merged', baseRef, ...pull, ...times },
  })
}

it('emergencies are those that the default branch was seen to get, each since it was recorded there', async () => {
  await merge(0, 'before all', ['emergency'])
  await merge(10, 'first', ['emergency', 'urgent'])
  await merge(20, 'ordinary', ['urgent'])
  await merge(30, 'elsewhere', ['emergency'], 'release')
  await merge(40, 'second', ['emergency'])
  const history = await fleet.parts.source.history('main')
  if (history === null) throw new Error('no history')
  const found = await findEmergencies({ ctx: fleet.person('read'), parts: fleet.parts, input: { history } })
  expect(found).toEqual([
    { number: 2, title: 'first', at: at(10) },
    { number: 5, title: 'second', at: at(40) },
  ])
})
