import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeProxyPath } from './change-proxy-path'
import type { FleetParts } from './fleet-parts'
import { HostRequests, keepHostRequests } from './host-requests'
import { ONE, OTHER, startSixProxies, TWO, type SixProxies } from './testing/six-proxies'
import { digests, POLICY, type TestFleet } from './testing/start-fleet'
import { waitForDesired } from './wait-for-desired'

let stage: SixProxies
let fleet: TestFleet

beforeAll(async () => {
  stage = await startSixProxies()
  fleet = stage.fleet
})
afterAll(() => fleet.close())

describe('waiting for the desired policy', () => {
  const wait = (name: string, known: string, seconds: number, signal?: AbortSignal) =>
    waitForDesired({
      ctx: fleet.connector(stage.proxy(name)),
      parts: fleet.parts,
      input: { known, wait: seconds },
      ...(signal ? { signal } : {}),
    })

  it('answers at once with the bytes when the caller knows nothing', async () => {
    const result = await wait('current', '', 0)
    expect(result).toMatchObject({
      kind: 'changed',
      answer: { content: Buffer.from(TWO).toString('base64') },
    })
  })

  it('gives a pinned proxy the pinned content', async () => {
    const result = await wait('pinned', '', 0)
    expect(result).toMatchObject({
      answer: { desired: { pinned: true, commit: stage.first, ...digests(ONE) } },
    })
  })

  it('says removed, without bytes', async () => {
    expect(await wait('removed', '', 0)).toMatchObject({ answer: { tag: 'removed', content: null } })
  })

  it('ends when the caller hangs up', async () => {
    const hung = new AbortController()
    const waiting = wait('current', `file-${digests(TWO).blob}`, 55, hung.signal)
    hung.abort()
    expect(await waiting).toEqual({ kind: 'unchanged' })
  })

  it('lets four calls of a proxy wait at once, and one more when one has ended', async () => {
    const hung = new AbortController()
    const known = `file-${digests(TWO).blob}`
    const waiting = Array.from({ length: 4 }, () => wait('current', known, 55, hung.signal))
    expect(await wait('current', known, 0)).toEqual({ kind: 'too-many' })
    expect(await wait('pinned', '', 0)).toMatchObject({ kind: 'changed' })
    hung.abort()
    await Promise.all(waiting)
    expect(await wait('current', known, 0)).toEqual({ kind: 'unchanged' })
  })

  it('tells of another path at once, also where another replica was told to give it', async () => {
    const known = `file-${digests(ONE).blob}`
    const change = (path: string, parts: FleetParts) =>
      changeProxyPath({ ctx: fleet.person('admin'), parts, input: { proxy: 'idle', path } })
    const waiting = wait('idle', known, 55)
    await change(POLICY, fleet.parts)
    expect(await waiting).toMatchObject({ kind: 'changed', answer: { desired: digests(TWO) } })
    const back = wait('idle', `file-${digests(TWO).blob}`, 55)
    await change(OTHER, { ...fleet.parts, requests: new HostRequests() })
    await keepHostRequests(fleet.system(), fleet.parts.requests)
    expect(await back).toMatchObject({ kind: 'changed', answer: { desired: digests(ONE) } })
  })

  it('is not ended at another replica by an enrolment, which gives its proxy a first path', async () => {
    const requests = new HostRequests()
    const woken: string[] = []
    const [enrolled, changed] = [
      await fleet.addProxy({ name: 'new' }),
      await fleet.addProxy({ name: 'moved' }),
    ]
    for (const { name, proxyId } of [enrolled, changed]) requests.onAsk(proxyId, () => woken.push(name))
    fleet.now = new Date(fleet.now.getTime() + 1_000)
    const input = { proxy: changed.name, path: OTHER }
    await changeProxyPath({ ctx: fleet.person('admin'), parts: fleet.parts, input })
    await keepHostRequests(fleet.system(), requests)
    expect(woken).toEqual(['moved'])
  })

  it('wakes those whose content changed when a ref moves, and only those', async () => {
    const hung = new AbortController()
    const changed = wait('idle', `file-${digests(ONE).blob}`, 55)
    const other = wait('current', `file-${digests(TWO).blob}`, 55, hung.signal)
    await fleet.push({ [OTHER]: TWO })
    expect(await changed).toMatchObject({ kind: 'changed', answer: { desired: digests(TWO) } })
    hung.abort()
    expect(await other).toEqual({ kind: 'unchanged' })
  })
})
