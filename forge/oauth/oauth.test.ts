import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveApp } from '@/forge/admin/make-app'
import type { AppRow } from '@/forge/state/credentials'
import { foundAcme } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

let forge: RunningForge
let app: AppRow
let now = new Date('2026-03-02T10:00:00Z')
beforeAll(async () => {
  forge = await startForge({ now: () => now })
  await foundAcme(forge.forge)
  const input = {
    name: 'Lockstep',
    url: 'http://127.0.0.1:3000',
    callbackUrl: 'http://127.0.0.1:3000/api/auth/callback',
  }
  app = saveApp(forge.forge.core, input, now)
})
afterAll(() => forge.close())

const CALLBACK = 'http://127.0.0.1:3000/api/auth/callback'

function authorizeUrl(more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ client_id: app.clientId, redirect_uri: CALLBACK, state: 's1', ...more })
  return `${forge.url}/login/oauth/authorize?${query.toString()}`
}

/** Opens the picker and presses an account's button, as a browser without JavaScript does. */
async function choose(login: string, more: Record<string, string> = {}): Promise<Response> {
  const page = await fetch(authorizeUrl(more))
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const body = new URLSearchParams({ login, csrf })
  return fetch(authorizeUrl(more), { method: 'POST', body, headers: { cookie }, redirect: 'manual' })
}

async function codeFor(login: string, more: Record<string, string> = {}): Promise<string> {
  const location = new URL((await choose(login, more)).headers.get('location') ?? '')
  return location.searchParams.get('code') ?? ''
}

async function tokens(fields: Record<string, string>): Promise<Record<string, string | number>> {
  const body = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...fields })
  const headers = { accept: 'application/json' }
  const response = await fetch(`${forge.url}/login/oauth/access_token`, { method: 'POST', body, headers })
  expect(response.status).toBe(200)
  return asFields(await response.json())
}

/** The token route answers with a flat object. */
function asFields(body: unknown): Record<string, string | number> {
  return body as Record<string, string | number>
}

const login = async (token: string | number | undefined) => {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${forge.url}/api/v3/user`, { headers })
  return response.status === 200 ? asFields(await response.json()).login : response.status
}

describe('the account picker', () => {
  it('shows every person as a button and sends back code and state', async () => {
    const page = await (await fetch(authorizeUrl())).text()
    for (const name of ['ana', 'ben', 'otto']) expect(page).toContain(`name="login" value="${name}"`)
    expect(page).not.toContain('value="acme"')
    expect(page).not.toContain('<script')
    const response = await choose('ana')
    expect(response.status).toBe(303)
    const location = new URL(response.headers.get('location') ?? '')
    expect(`${location.origin}${location.pathname}`).toBe(CALLBACK)
    expect(location.searchParams.get('state')).toBe('s1')
  })

  it('refuses a form that did not come from its own page', async () => {
    const body = new URLSearchParams({ login: 'ana', csrf: 'guessed' })
    const response = await fetch(authorizeUrl(), { method: 'POST', body, redirect: 'manual' })
    expect(response.status).toBe(403)
  })

  it('refuses unknown apps and foreign addresses without redirecting there', async () => {
    expect((await fetch(authorizeUrl({ client_id: 'nobody' }))).status).toBe(404)
    const foreign = await fetch(authorizeUrl({ redirect_uri: 'https://evil.test/cb' }), {
      redirect: 'manual',
    })
    expect(foreign.status).toBe(400)
    const otherPort = await fetch(authorizeUrl({ redirect_uri: CALLBACK.replace('3000', '4000') }))
    expect(otherPort.status).toBe(200)
  })
})

describe('tokens', () => {
  it('belong to the chosen person, for eight hours', async () => {
    const answer = await tokens({ code: await codeFor('ana') })
    expect(answer).toMatchObject({
      token_type: 'bearer',
      expires_in: 28_800,
      refresh_token_expires_in: 15_897_600,
    })
    expect(String(answer.access_token)).toMatch(/^ghu_[A-Za-z0-9]{36}$/)
    expect(String(answer.refresh_token)).toMatch(/^ghr_/)
    expect(await login(answer.access_token)).toBe('ana')
    now = new Date(now.getTime() + 8 * 3_600_000 + 1000)
    expect(await login(answer.access_token)).toBe(401)
  })

  it('answer forms with forms', async () => {
    const body = new URLSearchParams({
      client_id: app.clientId,
      client_secret: app.clientSecret,
      code: await codeFor('ana'),
    })
    const response = await fetch(`${forge.url}/login/oauth/access_token`, { method: 'POST', body })
    expect(response.headers.get('content-type')).toContain('x-www-form-urlencoded')
    expect(new URLSearchParams(await response.text()).get('token_type')).toBe('bearer')
  })

  it('come once per code, and not after ten minutes', async () => {
    const code = await codeFor('ana')
    expect((await tokens({ code })).access_token).toBeDefined()
    expect((await tokens({ code })).error).toBe('bad_verification_code')
    const late = await codeFor('ana')
    now = new Date(now.getTime() + 11 * 60_000)
    expect((await tokens({ code: late })).error).toBe('bad_verification_code')
  })

  it('need the client’s secret and the same address', async () => {
    const code = await codeFor('ana')
    expect((await tokens({ code, client_secret: 'wrong' })).error).toBe('incorrect_client_credentials')
    expect((await tokens({ code, redirect_uri: 'http://127.0.0.1:9/x' })).error).toBe('redirect_uri_mismatch')
  })

  it('need the verifier of the challenge (PKCE, S256)', async () => {
    const verifier = 'v'.repeat(50)
    const code_challenge = createHash('sha256').update(verifier).digest('base64url')
    const more = { code_challenge, code_challenge_method: 'S256' }
    expect((await tokens({ code: await codeFor('ben', more), code_verifier: 'x'.repeat(50) })).error).toBe(
      'bad_verification_code',
    )
    const good = await tokens({ code: await codeFor('ben', more), code_verifier: verifier })
    expect(await login(good.access_token)).toBe('ben')
  })

  it('are renewed once per refresh token, which ends the old pair', async () => {
    const first = await tokens({ code: await codeFor('ana') })
    const grant_type = 'refresh_token'
    const refresh_token = String(first.refresh_token)
    const second = await tokens({ grant_type, refresh_token })
    expect(await login(second.access_token)).toBe('ana')
    expect(await login(first.access_token)).toBe(401)
    expect((await tokens({ grant_type, refresh_token })).error).toBe('bad_refresh_token')
    expect(await login(second.access_token)).toBe('ana')
  })
})
