import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEnrolmentKey } from './create-enrolment-key'
import { listEnrolmentKeys } from './list-enrolment-keys'
import { revokeEnrolmentKey } from './revoke-enrolment-key'
import { keyScope, outsideScope } from './key-scope'
import { revokeToken } from './revoke-token'
import { hashSecret } from './secret'
import { policyText, POLICY, startFleet, type TestFleet } from './testing/start-fleet'

let fleet: TestFleet

beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

const names = ['stripe-*']
const scope = {
  paths: ['policies/payments/*'],
  modes: ['pull' as const],
  names,
  labels: { team: 'payments' },
}
const ONLY = (name: string) => ({ paths: ['policies/**'], modes: ['pull' as const], names: [name] })
const inScope = { name: 'stripe-a', labels: { team: 'payments' } }

describe('keys', () => {
  it('are made by administrators only', async () => {
    const input = { scope }
    expect(await createEnrolmentKey({ ctx: fleet.person('maintain'), input })).toEqual({ kind: 'forbidden' })
    expect(await createEnrolmentKey({ ctx: fleet.person('admin'), input })).toMatchObject({ kind: 'created' })
  })

  it('are stored as a hash, never as text', async () => {
    const key = await fleet.key()
    const stored = await fleet.db.prisma.enrolmentKey.findMany()
    expect(JSON.stringify(stored)).not.toContain(key)
    expect(stored.some(({ keyHash }) => Buffer.from(keyHash).equals(Buffer.from(hashSecret(key))))).toBe(true)
  })

  it('show what they enrolled and whether they still count', async () => {
    const key = await fleet.key({ uses: 1 })
    await fleet.enrol({ key, name: 'listed' })
    const list = await listEnrolmentKeys({ ctx: fleet.person('admin') })
    if (list.kind !== 'keys') throw new Error(list.kind)
    const used = list.keys.find(({ enrolled }) => enrolled.length > 0)
    expect(used).toMatchObject({
      state: 'used-up',
      uses: 1,
      usesLeft: 0,
      enrolled: [{ proxyName: 'listed' }],
    })
    expect(list.tokens).toBe(1)
    expect(JSON.stringify(list)).not.toContain('keyHash')
  })

  it('are shown to administrators only', async () => {
    expect(await listEnrolmentKeys({ ctx: fleet.person('maintain') })).toEqual({ kind: 'forbidden' })
    expect(await listEnrolmentKeys({ ctx: fleet.person('admin') })).toMatchObject({ kind: 'keys' })
  })
})

describe('the scope of a key', () => {
  const isInside = (pattern: string, path: string) => {
    const wish = { path, labels: {}, mode: 'pull' as const, name: 'a', environment: 'prod' }
    const parsed = keyScope.parse({ paths: [pattern], modes: ['pull'], names: ['*'] })
    return outsideScope(parsed, wish).length === 0
  }

  it.each([
    ['policies/*.yaml', 'policies/a.yaml', true],
    ['policies/*.yaml', 'policies/a/b.yaml', false],
    ['policies/**', 'policies/a/b.yaml', true],
    ['policies/**/b.yaml', 'policies/a/c/b.yaml', true],
    ['policies/**/b.yaml', 'policies/b.yaml', false],
    ['policies/*-eu-*.yaml', 'policies/a-eu-eu-b.yaml', true],
    ['policies/***', 'policies/a/b.yaml', true],
    ['policies/(a|b)+.yaml', 'policies/(a|b)+.yaml', true],
    ['policies/a.yaml', 'policies/a.yaml.yaml', false],
    ['policies/a.yaml', 'policies/axyaml', false],
  ])('%s and %s: %s', (pattern, path, inside) => {
    expect(isInside(pattern, path)).toBe(inside)
  })

  it('is told at once, whatever path the holder of a key asks for', () => {
    expect(isInside(`policies/${'*-'.repeat(500)}x`, `policies/${'-'.repeat(1000)}`)).toBe(false)
    expect(isInside(`policies/${'**a'.repeat(300)}x`, `policies/${'a'.repeat(1000)}`)).toBe(false)
    expect(isInside(`*${'x'.repeat(1000)}`, 'x'.repeat(1020))).toBe(true)
  })
})

describe('enrolling', () => {
  it('gives a token of its own for the policy asked for', async () => {
    const result = await fleet.enrol({ name: 'stripe-prod-1', labels: { env: 'prod' } })
    expect(result).toMatchObject({
      kind: 'enrolled',
      answer: { name: 'stripe-prod-1', path: POLICY, environment: 'prod', intervalS: 30 },
    })
  })

  it('returns the same proxy to a retry, with a new token, though the key is used up', async () => {
    const [key, enrolmentId] = [await fleet.key({ uses: 1 }), randomUUID()]
    const first = await fleet.enrol({ key, enrolmentId, name: 'again' })
    const second = await fleet.enrol({ key, enrolmentId, name: 'again' })
    if (first.kind !== 'enrolled' || second.kind !== 'enrolled') throw new Error('refused')
    expect(second.again).toBe(true)
    expect(second.answer.proxyId).toBe(first.answer.proxyId)
    expect(second.answer.token).not.toBe(first.answer.token)
    expect((await fleet.enrol({ key, name: 'another' })).kind).toBe('key-unknown')
  })

  it('gives nothing to a retry once the token was revoked or another enrolment took over, and goes on giving before', async () => {
    const [key, enrolmentId] = [await fleet.key({ uses: 1, scope: ONLY('over') }), randomUUID()]
    const retry = async () => (await fleet.enrol({ key, enrolmentId, name: 'over' })).kind
    expect([await retry(), await retry(), await retry()]).toEqual(['enrolled', 'enrolled', 'enrolled'])
    await revokeToken({ ctx: fleet.person('admin'), input: { proxy: 'over' } })
    expect(await retry()).toBe('key-unknown')

    const [first, firstId] = [await fleet.key({ uses: 1, scope: ONLY('taken') }), randomUUID()]
    await fleet.enrol({ key: first, enrolmentId: firstId, name: 'taken' })
    fleet.now = new Date(fleet.now.getTime() + 1000)
    expect((await fleet.enrol({ key: await fleet.key({ scope: ONLY('taken') }), name: 'taken' })).kind).toBe(
      'enrolled',
    )
    expect((await fleet.enrol({ key: first, enrolmentId: firstId, name: 'taken' })).kind).toBe('key-unknown')
  })

  it('refuses such a retry after 24 hours', async () => {
    const [key, enrolmentId] = [await fleet.key({ minutes: 10_000 }), randomUUID()]
    await fleet.enrol({ key, enrolmentId, name: 'late' })
    const before = fleet.now
    fleet.now = new Date(before.getTime() + 24 * 3_600_000)
    const result = await fleet.enrol({ key, enrolmentId, name: 'late' })
    fleet.now = before
    expect(result.kind).toBe('key-unknown')
  })

  it('lets one of two at once have the last use', async () => {
    const key = await fleet.key({ uses: 1 })
    const kinds = await Promise.all([
      fleet.enrol({ key, name: 'race-1' }),
      fleet.enrol({ key, name: 'race-2' }),
    ])
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['enrolled', 'key-unknown'])
  })

  it.each([
    ['path', { path: 'support/slack.yaml' }],
    ['mode', { mode: 'observe' as const }],
    ['name', { name: 'ledger-a' }],
    ['label', { labels: { team: 'support' } }],
  ])('refuses a %s outside the scope of the key', async (what, wrong) => {
    const key = await fleet.key({ scope })
    const result = await fleet.enrol({ key, ...inScope, ...wrong })
    expect(result).toMatchObject({ kind: 'key-scope', detail: expect.stringContaining(what) })
  })

  it('takes what lies inside the scope', async () => {
    const key = await fleet.key({ scope })
    expect((await fleet.enrol({ key, ...inScope })).kind).toBe('enrolled')
  })

  it.each(['../secrets.yaml', '/etc/passwd', 'policies/../x.yaml', 'payments/stripe.test.yaml', 'a\nb.yaml'])(
    'refuses %j, which is no policy',
    async (path) => {
      expect((await fleet.enrol({ path, name: 'bad-path' })).kind).toBe('invalid-input')
    },
  )

  it('refuses revoked and expired keys', async () => {
    const made = await createEnrolmentKey({ ctx: fleet.person('admin'), input: { scope, uses: null } })
    if (made.kind !== 'created') throw new Error(made.kind)
    await revokeEnrolmentKey({ ctx: fleet.person('admin'), input: { id: made.id } })
    expect((await fleet.enrol({ key: made.key, ...inScope })).kind).toBe('key-unknown')
    const short = await fleet.key({ minutes: 1 })
    const before = fleet.now
    fleet.now = new Date(before.getTime() + 60_000)
    expect((await fleet.enrol({ key: short, name: 'too-late' })).kind).toBe('key-unknown')
    fleet.now = before
  })
})

describe('a name that is taken', () => {
  it('is refused to a key with a pattern, which keeps its use', async () => {
    await fleet.enrol({ name: 'taken' })
    const key = await fleet.key({ uses: 1 })
    expect((await fleet.enrol({ key, name: 'taken' })).kind).toBe('name-taken')
    expect((await fleet.enrol({ key, name: 'not-taken' })).kind).toBe('enrolled')
  })

  it('is given to a key made for exactly it, and the old token ends', async () => {
    const first = await fleet.enrol({ name: 'moved' })
    const key = await fleet.key({ scope: { paths: ['policies/**'], modes: ['pull'], names: ['moved'] } })
    const second = await fleet.enrol({ key, name: 'moved' })
    if (first.kind !== 'enrolled' || second.kind !== 'enrolled') throw new Error('refused')
    expect(second.answer.proxyId).toBe(first.answer.proxyId)
    const tokens = await fleet.db.prisma.proxyToken.findMany({ where: { proxyId: first.answer.proxyId } })
    expect(tokens.filter(({ expiresAt }) => expiresAt > fleet.now)).toHaveLength(1)
  })
})
