import { afterAll, beforeAll, expect, it } from 'vitest'
import { findRolloutCommits } from './rollout-commits'
import { policyText, POLICY, startFleet, type TestFleet } from './testing/start-fleet'

const OTHER = 'policies/support/slack.yaml'
const HOUR_MS = 3_600_000

let fleet: TestFleet
const commits: string[] = []

const text = () => policyText(`version ${commits.length}`)

/** Which commits are followed, by their numbers in the order in which they were made. */
async function found(unsettled: readonly number[] = []) {
  const rows = await findRolloutCommits({
    ctx: fleet.system(),
    parts: fleet.parts,
    root: 'policies',
    unsettled: unsettled.map((number) => commits[number] ?? ''),
  })
  const numbersOf = (isRecent: boolean) =>
    rows.filter((row) => row.isRecent === isRecent).map(({ commit }) => commits.indexOf(commit))
  return { recent: numbersOf(true), older: numbersOf(false) }
}

beforeAll(async () => {
  fleet = await startFleet()
  commits.push(await fleet.remote.commit({ files: { [POLICY]: text(), [OTHER]: text() } }))
  commits.push(await fleet.remote.commit({ files: { [POLICY]: text() } }))
  commits.push(await fleet.remote.commit({ files: { [OTHER]: text() } }))
  await fleet.fetch()
  await fleet.enrol()
})
afterAll(() => fleet.close())

it('of a history that was there at the first look, only the newest commit counts as recent', async () => {
  expect(await found()).toEqual({ recent: [2], older: [1] })
})

it('those of the last day are recent; older are what proxies should run, what was replaced lately, and what is unsettled', async () => {
  fleet.now = new Date(fleet.now.getTime() + HOUR_MS)
  commits.push(await fleet.push({ [POLICY]: text() }))
  expect(await found()).toEqual({ recent: [3], older: [1] })
  fleet.now = new Date(fleet.now.getTime() + 23 * HOUR_MS)
  commits.push(await fleet.push({ [OTHER]: text() }))
  expect(await found()).toEqual({ recent: [4, 3], older: [2, 1] })
  fleet.now = new Date(fleet.now.getTime() + 2 * HOUR_MS)
  expect(await found()).toEqual({ recent: [4], older: [3, 2] })
  expect(await found([1])).toEqual({ recent: [4], older: [3, 2, 1] })
})

it('no more than 20 of a branch are recent, however many came in a day', async () => {
  for (let count = 0; count < 22; count += 1) commits.push(await fleet.push({ [POLICY]: text() }))
  expect((await found()).recent).toHaveLength(20)
})
