import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { DELETE as revoke } from './keys/[id]/route'
import { GET as list, POST as make } from './keys/route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

const nowhere = { params: Promise.resolve({}) }

function makeKey(cookie: string): Promise<Response> {
  const body = JSON.stringify({ scope: { paths: ['policies/**'], names: ['*'], modes: ['pull'] } })
  const headers = { 'content-type': 'application/json' }
  return make(test.request('/api/keys', { method: 'POST', cookie, headers, body }), nowhere)
}

function revokeKey(cookie: string, id: string): Promise<Response> {
  const request = test.request(`/api/keys/${id}`, { method: 'DELETE', cookie })
  return revoke(request, { params: Promise.resolve({ id }) })
}

describe('enrolment keys', () => {
  it('are made, listed without their text and revoked by an administrator', async () => {
    const cookie = await test.signIn('dora')
    const made = await makeKey(cookie)
    expect(made.status).toBe(200)
    const { id, key } = await made.json()
    const listed = async () => (await list(test.request('/api/keys', { cookie }), nowhere)).json()
    const before = await listed()
    expect(before).toMatchObject({ keys: [{ id, state: 'counts', madeBy: 'dora', uses: 0 }] })
    expect(JSON.stringify(before)).not.toContain(key)
    expect((await revokeKey(cookie, id)).status).toBe(200)
    expect(await listed()).toMatchObject({ keys: [{ id, state: 'revoked' }] })
  })

  it('are nobody else’s: not to see, not to make, not to revoke', async () => {
    const { id } = await (await makeKey(await test.signIn('dora'))).json()
    const cookie = await test.signIn('ana')
    expect((await list(test.request('/api/keys', { cookie }), nowhere)).status).toBe(403)
    expect((await makeKey(cookie)).status).toBe(403)
    expect((await revokeKey(cookie, id)).status).toBe(403)
    expect((await list(test.request('/api/keys'), nowhere)).status).toBe(401)
  })

  it('that do not exist are not found', async () => {
    const id = '00000000-0000-7000-8000-000000000000'
    expect((await revokeKey(await test.signIn('dora'), id)).status).toBe(404)
  })
})
