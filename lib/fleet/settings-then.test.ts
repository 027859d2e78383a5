import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleetAsOf } from './fleet-as-of'
import { at, digests, policyText, POLICY, startFleet, type TestFleet } from './testing/start-fleet'

const [ONE, TWO, NEXT] = [policyText('one'), policyText('two'), policyText('next')]
const ENVIRONMENT = 'environments: { eu: { ref: release } }\n'
let fleet: TestFleet

/** Registers a proxy that runs a text from an instant on. */
async function addRunning(name: string, env: string, text: string, minutes: number): Promise<void> {
  const { proxyId } = await fleet.addProxy({ name, path: POLICY, labels: { env } })
  const { id: instanceId } = await fleet.db.prisma.instance.create({
    data: { repositoryId: fleet.repositoryId, proxyId, reporterId: proxyId, nativeId: '00000001' },
  })
  const { sha256, blob } = digests(text)
  const [when, bytes] = [at(minutes), Buffer.from(sha256, 'hex')]
  const content = { sha256: bytes, blob, evidence: 3, result: 'success' }
  await fleet.db.prisma.load.create({
    data: { proxyId, instanceId, at: when, receivedAt: when, kind: 'startup', ...content },
  })
}

/**
 * Two proxies that were right for an hour: one is pinned to the first commit, the other is of an environment with a branch of its own. Then
 * the pin is taken out, and the environment follows main.
 */
beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-10)
  const first = await fleet.push({ [POLICY]: ONE })
  await fleet.remote.commit({ branch: 'release', files: { [POLICY]: NEXT } })
  const pin = `pins:\n  - { proxy: held, commit: ${first}, reason: INC-7, until: 2026-11-24T14:40:00Z }\n`
  await fleet.push({ [POLICY]: TWO, '.lockstep.yaml': `${ENVIRONMENT}${pin}` })
  await addRunning('held', 'prod', ONE, 0)
  await addRunning('free', 'prod', ONE, 0)
  await addRunning('eu', 'eu', NEXT, 0)
  fleet.now = at(20)
  await fleet.push({ '.lockstep.yaml': `${ENVIRONMENT}${pin}broken: [` })
  fleet.now = at(60)
  await fleet.push({ '.lockstep.yaml': 'pins: []\n' })
  fleet.now = at(90)
})
afterAll(() => fleet.close())

const stateOf = async (name: string, minutes: number) => {
  const input = { at: at(minutes) }
  const { proxies } = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input })
  const proxy = proxies.find((one) => one.name === name)
  return [proxy?.state, proxy?.desired?.blob]
}

describe('what was desired at an instant is read from the settings of then', () => {
  const [one, two, next] = [ONE, TWO, NEXT].map((text) => digests(text).blob)

  it('a pin that counted then, until it was over, and nobody else', async () => {
    expect(await stateOf('held', 10)).toEqual(['in-sync', one])
    expect(await stateOf('free', 10)).toEqual(['other', two])
    expect(await stateOf('held', 41)).toEqual(['other', two])
  })

  it('the branch that an environment had then, though it has another now', async () => {
    expect(await stateOf('eu', 10)).toEqual(['in-sync', next])
    expect(await stateOf('eu', 70)).toEqual(['other', two])
  })

  it('the last good ones while the file was broken', async () => {
    expect(await stateOf('held', 30)).toEqual(['in-sync', one])
    expect(await stateOf('eu', 30)).toEqual(['in-sync', next])
  })
})

it('a link at the path of a policy was given to nobody: what was desired is not known', async () => {
  fleet.now = at(100)
  await fleet.push({ [POLICY]: { mode: '120000', content: 'other.yaml' } })
  fleet.now = at(110)
  expect(await stateOf('free', 80)).toEqual(['other', digests(TWO).blob])
  expect(await stateOf('free', 105)).toEqual(['not-known', undefined])
})
