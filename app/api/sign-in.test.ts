import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  cookiesOf,
  pickAccount,
  startTestServer,
  TEST_URL,
  type TestServer,
} from '@/scripts/test/start-server'
import { GET as callback } from './auth/callback/forge/route'
import { DELETE as revoke } from './sessions/[id]/route'
import { GET as sessions } from './sessions/route'
import { POST as signIn } from './signin/route'
import { POST as signOut } from './signout/route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

const nowhere = { params: Promise.resolve({}) }
const sessionList = z.object({
  sessions: z.array(z.object({ id: z.string(), login: z.string(), current: z.boolean() })),
})

function listOwn(cookie?: string): Promise<Response> {
  return sessions(test.request('/api/sessions', cookie === undefined ? {} : { cookie }), nowhere)
}

function revokeSession(id: string, cookie: string): Promise<Response> {
  const request = test.request(`/api/sessions/${id}`, { method: 'DELETE', cookie })
  return revoke(request, { params: Promise.resolve({ id }) })
}

async function currentSession(cookie: string): Promise<string> {
  const { sessions } = sessionList.parse(await (await listOwn(cookie)).json())
  return sessions.find(({ current }) => current)?.id ?? ''
}

describe('signing in', () => {
  it('goes to the forge, comes back to the page asked for, and knows the person', async () => {
    const body = new URLSearchParams({ next: '/policies/payments/limits.yaml?at=abc' })
    const begun = await signIn(test.request('/api/signin', { method: 'POST', body }), nowhere)
    expect(begun.status).toBe(303)
    const returned = await pickAccount(test.forge, begun.headers.get('location') ?? '', 'ana')
    const done = await callback(new Request(returned, { headers: { cookie: cookiesOf(begun) } }), nowhere)
    expect(done.headers.get('location')).toBe(`${TEST_URL}/policies/payments/limits.yaml?at=abc`)
    expect(await (await listOwn(cookiesOf(done))).json()).toMatchObject({
      sessions: [{ login: 'ana', current: true }],
    })
  })

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/a\nb'])(
    'comes back to the overview instead of %j',
    async (next) => {
      const body = new URLSearchParams({ next })
      const begun = await signIn(test.request('/api/signin', { method: 'POST', body }), nowhere)
      const returned = await pickAccount(test.forge, begun.headers.get('location') ?? '', 'ana')
      const done = await callback(new Request(returned, { headers: { cookie: cookiesOf(begun) } }), nowhere)
      expect(done.headers.get('location')).toBe(`${TEST_URL}/`)
    },
  )

  it('refuses the answer of the forge in another browser than the one that began', async () => {
    const body = new URLSearchParams({})
    const begun = await signIn(test.request('/api/signin', { method: 'POST', body }), nowhere)
    const returned = await pickAccount(test.forge, begun.headers.get('location') ?? '', 'ana')
    const done = await callback(new Request(returned), nowhere)
    expect(done.headers.get('location')).toMatch(/^http:..lockstep.test.signin.*problem=failed/)
    expect(cookiesOf(done)).toBe('')
  })

  it('is refused from another site', async () => {
    const headers = { origin: 'https://evil.example' }
    const request = test.request('/api/signin', { method: 'POST', body: new URLSearchParams(), headers })
    const answer = await signIn(request, nowhere)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'cross-site' })
  })

  it('keeps the forge’s tokens and addresses of people out of the database in clear', async () => {
    await test.signIn('ben')
    const { rows } = await test.server.database.pool.query<{ access_token: string; email: string }>(
      'SELECT access_token, email FROM person_account JOIN person ON person.id = person_id',
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      expect(row.access_token).toMatch(/^[0-9a-f]{60,}$/)
      expect(row.email).toMatch(/@people\.invalid$/)
    }
  })
})

describe('a session', () => {
  it('of an account without a role sees nothing', async () => {
    const answer = await listOwn(await test.signIn('otto'))
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'no-role' })
  })

  it('is needed', async () => {
    const answer = await listOwn()
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ code: 'not-signed-in', type: '/docs/errors/not-signed-in' })
  })

  it('ends at once when its owner revokes it', async () => {
    const [here, there] = [await test.signIn('ana'), await test.signIn('ana')]
    expect((await listOwn(there)).status).toBe(200)
    expect((await revokeSession(await currentSession(there), here)).status).toBe(200)
    expect((await listOwn(there)).status).toBe(401)
    expect((await listOwn(here)).status).toBe(200)
  })

  it('is hidden from other people, and ended by an administrator', async () => {
    const [rita, ana, dora] = [await test.signIn('rita'), await test.signIn('ana'), await test.signIn('dora')]
    const id = await currentSession(rita)
    expect((await revokeSession(id, ana)).status).toBe(404)
    expect((await listOwn(rita)).status).toBe(200)
    expect((await revokeSession(id, dora)).status).toBe(200)
    expect((await listOwn(rita)).status).toBe(401)
  })

  it('is not revoked by a request from another site', async () => {
    const cookie = await test.signIn('ana')
    const id = await currentSession(cookie)
    const headers = { origin: 'https://evil.example' }
    const request = test.request(`/api/sessions/${id}`, { method: 'DELETE', cookie, headers })
    expect((await revoke(request, { params: Promise.resolve({ id }) })).status).toBe(403)
    expect((await listOwn(cookie)).status).toBe(200)
  })

  it('shows everybody’s sessions to administrators only', async () => {
    const everybody = async (login: string) => {
      const cookie = await test.signIn(login)
      return sessions(test.request('/api/sessions?of=everybody', { cookie }), nowhere)
    }
    expect((await everybody('ana')).status).toBe(403)
    const list = sessionList.parse(await (await everybody('dora')).json())
    expect(new Set(list.sessions.map(({ login }) => login))).toContain('ana')
    expect(JSON.stringify(list)).not.toContain('token')
  })

  it.each([
    [
      'signing out',
      (cookie: string) => signOut(test.request('/api/signout', { method: 'POST', cookie }), nowhere),
    ],
    ['being revoked', async (cookie: string) => revokeSession(await currentSession(cookie), cookie)],
  ])('takes the forge’s tokens of its person along by %s, when it is the last', async (_, end) => {
    const [first, last] = [await test.signIn('rita'), await test.signIn('rita')]
    const kept = async () => {
      const { rows } = await test.server.database.pool.query<{ tokens: string[] }>(
        `SELECT array_remove(ARRAY[access_token, refresh_token], NULL) AS tokens
         FROM person_account JOIN person ON person.id = person_id WHERE login = 'rita'`,
      )
      return rows[0]?.tokens.length ?? -1
    }
    await end(first)
    expect(await kept()).toBeGreaterThan(0)
    await end(last)
    expect(await kept()).toBe(0)
  })

  it('ends with signing out, and the trail knows both', async () => {
    const cookie = await test.signIn('cleo')
    const out = await signOut(test.request('/api/signout', { method: 'POST', cookie }), nowhere)
    expect(out.headers.get('location')).toBe(`${TEST_URL}/signin`)
    expect((await listOwn(cookie)).status).toBe(401)
    const trail = await test.server.database.prisma.auditEvent.findMany({
      where: { actorName: 'cleo' },
      orderBy: { id: 'asc' },
    })
    expect(trail.map(({ action }) => action)).toEqual(['session.created', 'session.ended'])
  })
})
