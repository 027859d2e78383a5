import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { connectGitHubApp, type GitHubApp } from './github-app'

interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const servers: Server[] = []
let asked: { path: string; authorization: string }[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  asked = []
})

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const INSTALLED: Readonly<Record<string, Answer>> = {
  'GET /repos/northwind/policies/installation': { status: 200, body: { id: 7 } },
  'POST /app/installations/7/access_tokens': {
    status: 201,
    body: {
      token: 'ghs_installation',
      expires_at: '2099-01-01T00:00:00Z',
      permissions: { contents: 'read' },
    },
  },
}

/** An app connected to a server that answers as told; what it does not know is 404, as on GitHub. */
async function appOn(answers: Readonly<Record<string, Answer>>): Promise<GitHubApp> {
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '' })
    const answer = answers[`${request.method ?? ''} ${request.url ?? ''}`] ?? {
      status: 404,
      body: { message: 'Not Found' },
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return connect(url)
}

function connect(url: string): GitHubApp {
  const settings = { apiUrl: `${url}/`, webUrl: `${url}/`, appId: 1, privateKey }
  return connectGitHubApp(settings, { owner: 'northwind', name: 'policies' })
}

const COLLABORATOR = 'GET /repos/northwind/policies/collaborators/ana'
const PERMISSION = `${COLLABORATOR}/permission`
const role = (permission: string, role_name: string): Answer => ({
  status: 200,
  body: { permission, role_name },
})

describe('a person’s role', () => {
  it.each([
    ['read', 'read', 'read'],
    ['read', 'triage', 'triage'],
    ['write', 'write', 'write'],
    ['write', 'maintain', 'maintain'],
    ['admin', 'admin', 'admin'],
    ['write', 'policy-drafter', 'write'],
    ['none', 'none', 'none'],
    ['odd', 'odd', 'none'],
  ])('permission %s with role %s is %s', async (permission, name, expected) => {
    const app = await appOn({
      ...INSTALLED,
      [COLLABORATOR]: { status: 204 },
      [PERMISSION]: role(permission, name),
    })
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'role', role: expected })
  })

  it('is none for a stranger, to whom a public repository would grant read', async () => {
    const app = await appOn({ ...INSTALLED, [PERMISSION]: role('read', 'read') })
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'role', role: 'none' })
  })

  it('keeps a hostile login inside its segment', async () => {
    const app = await appOn({
      ...INSTALLED,
      [COLLABORATOR]: { status: 204 },
      [PERMISSION]: role('admin', 'admin'),
    })
    expect(await app.viewerPermission('../collaborators/ana')).toEqual({ kind: 'role', role: 'none' })
  })

  it('is asked with the installation’s token, and the installation with the app’s own key', async () => {
    const app = await appOn({
      ...INSTALLED,
      [COLLABORATOR]: { status: 204 },
      [PERMISSION]: role('read', 'read'),
    })
    await app.viewerPermission('ana')
    const used = (part: string) => asked.find(({ path }) => path.includes(part))?.authorization
    expect(used('/collaborators/')).toBe('token ghs_installation')
    expect(used('/installation')).toMatch(/^bearer ey/)
  })
})

describe('failures', () => {
  const inTenMinutes = Math.floor(Date.now() / 1000) + 600
  it.each([
    [{ status: 403, body: { message: 'Resource not accessible by integration' } }, { kind: 'unauthorised' }],
    [{ status: 502 }, { kind: 'unreachable' }],
    [
      {
        status: 403,
        body: { message: 'API rate limit exceeded' },
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(inTenMinutes) },
      },
      { kind: 'rate-limited', until: new Date(inTenMinutes * 1000) },
    ],
  ])('%j is %j', async (answer, failure) => {
    const app = await appOn({ ...INSTALLED, [COLLABORATOR]: answer })
    expect(await app.viewerPermission('ana')).toEqual(failure)
  })

  it.each([403, 429])('waits as long as a secondary limit says (%i)', async (status) => {
    const answer = {
      status,
      body: { message: 'You have exceeded a secondary rate limit.' },
      headers: { 'retry-after': '120' },
    }
    const app = await appOn({ ...INSTALLED, [COLLABORATOR]: answer })
    const failure = await app.viewerPermission('ana')
    const seconds = failure.kind === 'rate-limited' ? (failure.until.getTime() - Date.now()) / 1000 : 0
    expect(seconds).toBeGreaterThan(115)
    expect(seconds).toBeLessThanOrEqual(120)
    expect(asked.filter(({ path }) => path.includes('/collaborators/'))).toHaveLength(1)
  })

  it('tells a forge that is not there as unreachable, at every question as quickly', async () => {
    const app = connect('http://127.0.0.1:1')
    for (const _attempt of [1, 2, 3, 4]) {
      const started = performance.now()
      expect(await app.viewerPermission('ana')).toEqual({ kind: 'unreachable' })
      expect(performance.now() - started).toBeLessThan(1500)
    }
  })

  it('tells a key that is not the app’s as unauthorised', async () => {
    const app = await appOn({ 'GET /repos/northwind/policies/installation': { status: 401 } })
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'unauthorised' })
  })

  it('finds an app that was removed and installed again, and takes nobody for somebody without a role meanwhile', async () => {
    const answers: Record<string, Answer> = {
      'GET /repos/northwind/policies/installation': { status: 200, body: { id: 6 } },
    }
    const app = await appOn(answers)
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'unauthorised' })
    await expect(app.installationToken()).rejects.toMatchObject({ status: 404 })
    Object.assign(answers, INSTALLED, {
      [COLLABORATOR]: { status: 204 },
      [PERMISSION]: role('write', 'write'),
    })
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'role', role: 'write' })
    expect(await app.installationToken()).toBe('ghs_installation')
  })

  it('does not take an app that is not installed for a person without a role', async () => {
    expect(await (await appOn({})).viewerPermission('ana')).toEqual({ kind: 'unauthorised' })
  })
})

describe('tokens', () => {
  it('gives the mirror a token for this repository only, made once', async () => {
    const app = await appOn(INSTALLED)
    expect(await app.installationToken()).toBe('ghs_installation')
    expect(await app.installationToken()).toBe('ghs_installation')
    expect(asked.filter(({ path }) => path.endsWith('/access_tokens'))).toHaveLength(1)
  })

  it('acts as a person with their token only', async () => {
    const app = await appOn({ 'GET /user': { status: 200, body: { login: 'ana' } } })
    const { data } = await app.userClient('ghu_person').rest.users.getAuthenticated()
    expect(data.login).toBe('ana')
    expect(asked).toEqual([{ path: '/user', authorization: 'token ghu_person' }])
  })

  it('repeats a read that the server failed, but never a write', async () => {
    const failing = { 'GET /user': { status: 502 }, 'POST /user/keys': { status: 502 } }
    const { rest } = (await appOn(failing)).userClient('ghu_person')
    await expect(rest.users.getAuthenticated()).rejects.toMatchObject({ status: 502 })
    await expect(rest.users.createPublicSshKeyForAuthenticatedUser({ key: 'k' })).rejects.toMatchObject({
      status: 502,
    })
    expect(asked.map(({ path }) => path)).toEqual(['/user', '/user', '/user/keys'])
  })

  it('knows where to mirror from, and allows plain HTTP only to a forge that is addressed so', () => {
    expect(connect('http://127.0.0.1:9')).toMatchObject({
      remoteUrl: 'http://127.0.0.1:9/northwind/policies.git',
      protocols: ['http'],
    })
    expect(connect('https://github.com').protocols).toEqual(['https'])
  })
})
