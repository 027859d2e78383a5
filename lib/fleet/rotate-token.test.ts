import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordReport } from './record-report'
import { askRenewal } from './ask-renewal'
import { retireProxy } from './retire-proxy'
import { revokeToken } from './revoke-token'
import { rotateToken } from './rotate-token'
import { policyText, POLICY, report, startFleet, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

async function enrolled(name: string): Promise<{ proxyId: string; name: string; token: string }> {
  const scope = { paths: ['policies/**'], modes: ['pull' as const], names: [name] }
  const { proxyId, token } = await fleet.addProxy({ name, key: await fleet.key({ scope }) })
  return { proxyId, name, token }
}

function rotate(proxy: { proxyId: string; name: string; token: string }) {
  return rotateToken({ ctx: fleet.connector(proxy), input: { token: proxy.token } })
}

/** Tokens of a proxy that count, the oldest first. */
function valid({ proxyId }: { proxyId: string }) {
  const where = { proxyId, revokedAt: null, expiresAt: { gt: fleet.now } }
  return fleet.db.prisma.proxyToken.findMany({ where, orderBy: { createdAt: 'asc' } })
}

async function reports(proxy: { proxyId: string; name: string }, protocol: string): Promise<void> {
  const input = report({ boot: randomUUID(), clock: fleet.now.toISOString(), protocol })
  const result = await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  expect(result.kind).toBe('recorded')
}

it('has a token renewed by a connector that knows how, for administrators, until it has another one', async () => {
  const [old, proxy] = [await enrolled('old'), await enrolled('renewed')]
  await reports(old, '1.0')
  await reports(proxy, '1.2')
  const ask = (name: string, role: 'maintain' | 'admin' = 'admin') =>
    askRenewal({ ctx: fleet.person(role), contacts: fleet.parts.contacts, input: { proxy: name } })
  expect(await ask('renewed', 'maintain')).toEqual({ kind: 'forbidden' })
  expect(await ask('nobody')).toEqual({ kind: 'not-found' })
  expect(await ask('old')).toMatchObject({
    kind: 'not-possible',
    detail: expect.stringContaining('protocol 1.0'),
  })
  const asked = async () => (await valid(proxy)).map(({ renewAskedAt }) => renewAskedAt)
  expect([await asked(), await ask('renewed'), await asked()]).toEqual([
    [null],
    { kind: 'asked' },
    [fleet.now],
  ])
  await rotate(proxy)
  expect(await asked()).toEqual([fleet.now, null])
  const action = { in: ['token.renewal-asked', 'token.rotated'] }
  const trail = await fleet.db.prisma.auditEvent.findMany({ where: { action, subject: 'renewed' } })
  expect(trail.map((row) => row.action).sort()).toEqual(['token.renewal-asked', 'token.rotated'])
})

it('revokes tokens; a connector rotates its own, the old one counting ten more minutes', async () => {
  const proxy = await enrolled('rotated')
  await rotate(proxy)
  const minutes = (await valid(proxy)).map(
    ({ expiresAt }) => (expiresAt.getTime() - fleet.now.getTime()) / 60_000,
  )
  expect(minutes.sort((a, b) => a - b)).toEqual([10, 180 * 24 * 60])
  await revokeToken({ ctx: fleet.person('admin'), input: { proxy: 'rotated' } })
  expect(await valid(proxy)).toEqual([])
})

it.each([
  ['revoked', (name: string) => revokeToken({ ctx: fleet.person('admin'), input: { proxy: name } })],
  ['retired', (name: string) => retireProxy({ ctx: fleet.person('admin'), input: { proxy: name } })],
])('leaves no token to whoever rotates it over and over while it is %s', async (how, end) => {
  const proxy = await enrolled(`ends-${how}`)
  const rotations = Array.from({ length: 12 }, () => rotate(proxy))
  const kinds = await Promise.all([...rotations, end(proxy.name), rotate(proxy), rotate(proxy)])
  expect(kinds.map(({ kind }) => kind)).toContain(how)
  expect(await valid(proxy)).toEqual([])
  expect(await rotate(proxy)).toEqual({ kind: 'unknown-token' })
})

it('gives nothing for a token that another enrolment has ended', async () => {
  const proxy = await enrolled('taken-over')
  await enrolled('taken-over')
  expect(await rotate(proxy)).toEqual({ kind: 'unknown-token' })
  expect(await valid(proxy)).toHaveLength(1)
})
