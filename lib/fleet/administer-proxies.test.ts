import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeProxyPath } from './change-proxy-path'
import { fleetAsOf } from './fleet-as-of'
import { listFleet } from './list-fleet'
import { retireProxy } from './retire-proxy'
import { startSixProxies } from './testing/six-proxies'
import { at, POLICY, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet

beforeAll(async () => {
  fleet = (await startSixProxies()).fleet
})
afterAll(() => fleet.close())

describe('an administrator', () => {
  it('changes the path of a proxy, which is recorded; nobody else does', async () => {
    const input = { proxy: 'idle', path: 'payments/stripe.yaml' }
    const { parts } = fleet
    expect(await changeProxyPath({ ctx: fleet.person('write'), parts, input })).toEqual({
      kind: 'forbidden',
    })
    expect(await changeProxyPath({ ctx: fleet.person('admin'), parts, input })).toEqual({
      kind: 'changed',
      path: POLICY,
    })
    const paths = await fleet.db.prisma.proxyPath.findMany({ where: { proxy: { name: 'idle' } } })
    expect(paths).toHaveLength(2)
    expect(await fleet.db.prisma.auditEvent.count({ where: { action: 'proxy.path-changed' } })).toBe(1)
  })

  it('retires a proxy: out of the counts, kept in the past, its tokens end', async () => {
    const input = { proxy: 'silent' }
    expect(await retireProxy({ ctx: fleet.person('maintain'), input })).toEqual({ kind: 'forbidden' })
    expect(await retireProxy({ ctx: fleet.person('admin'), input })).toEqual({ kind: 'retired' })
    const { total } = await listFleet({ ctx: fleet.person('read'), parts: fleet.parts, input: {} })
    expect(total).toBe(5)
    const before = await fleetAsOf({ ctx: fleet.person('read'), parts: fleet.parts, input: { at: at(-1) } })
    expect(before.total).toBe(6)
    const tokens = await fleet.db.prisma.proxyToken.findMany({ where: { proxy: { name: 'silent' } } })
    expect(tokens.every(({ revokedAt }) => revokedAt !== null)).toBe(true)
  })
})
