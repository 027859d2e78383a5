import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connectGitHubApp, type GitHubApp } from './github-app'
import type { GitHubClient } from './github-client'
import { openMirror, type Mirror } from './mirror'

/** The real Octokit and the real git against the local forge, over HTTP. */

const REPOSITORY = 'northwind/policies'
const PLACE = { owner: 'northwind', repo: 'policies' }
const root = fileURLToPath(new URL('../..', import.meta.url))

let directory: string
let forge: ChildProcess
let url: string
let adminToken: string
let app: GitHubApp
let mirror: Mirror
let ana: GitHubClient

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockstep-forge-'))
  const ready = join(directory, 'ready.json')
  const args = ['--import', 'tsx', 'forge/main.ts', '--data', join(directory, 'data'), '--ready-file', ready]
  forge = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(forge.stdout ?? forge, 'data')
  const told = z.object({ url: z.string(), adminToken: z.string() })
  ;({ url, adminToken } = told.parse(JSON.parse(await readFile(ready, 'utf8'))))
  await populate()
})

afterAll(async () => {
  mirror.close()
  forge.kill('SIGTERM')
  await once(forge, 'exit')
  await rm(directory, { recursive: true, force: true })
})

afterEach(async () => {
  await admin('DELETE', '/_test/fault', {})
})

/** Orders something of the forge itself. */
async function admin(method: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? null : response.json()
}

async function populate(): Promise<void> {
  for (const login of ['ana', 'ben', 'carla', 'stranger']) {
    await admin('POST', '/_admin/accounts', { login, name: login, email: `${login}@northwind.example` })
  }
  await admin('POST', '/_admin/organisations', { login: 'northwind', name: 'Northwind' })
  await admin('POST', '/_admin/teams', { org: 'northwind', slug: 'security', members: ['carla'] })
  await admin('POST', '/_admin/repositories', { owner: 'northwind', name: 'policies', private: false })
  for (const [login, role] of [
    ['ana', 'write'],
    ['ben', 'read'],
    ['northwind/security', 'maintain'],
  ]) {
    await admin('POST', '/_admin/collaborators', { repository: REPOSITORY, login, role })
  }
  const registered = await admin('POST', '/_admin/apps', { name: 'lockstep', url, callbackUrl: `${url}/x` })
  const { id, pem } = z.object({ id: z.number(), pem: z.string() }).parse(registered)
  const settings = { apiUrl: `${url}/api/v3`, webUrl: url, appId: id, privateKey: pem }
  app = connectGitHubApp(settings, { owner: PLACE.owner, name: PLACE.repo })
  const issued = await admin('POST', '/_admin/tokens', { login: 'ana' })
  ana = app.userClient(z.object({ token: z.string() }).parse(issued).token)
  mirror = await openMirror({
    directory: join(directory, 'mirrors'),
    remoteUrl: app.remoteUrl,
    credential: () => app.installationToken(),
    protocols: app.protocols,
  })
}

/** Ana writes one file on a branch and gives back the commit. */
async function write(path: string, content: string, branch = 'main'): Promise<string> {
  const { data } = await ana.rest.repos.createOrUpdateFileContents({
    ...PLACE,
    path,
    branch,
    message: `Write ${path}`,
    content: Buffer.from(content).toString('base64'),
  })
  return data.commit.sha ?? ''
}

describe('roles on a public repository', () => {
  it.each([
    ['ana', 'write'],
    ['ben', 'read'],
    ['carla', 'maintain'],
    ['stranger', 'none'],
    ['nobody-at-all', 'none'],
  ])('%s has %s', async (login, role) => {
    expect(await app.viewerPermission(login)).toEqual({ kind: 'role', role })
  })
})

describe('the mirror over HTTP', () => {
  it('fetches what a person committed through the API, and the head of their pull request', async () => {
    const first = await write('policies/stripe.yaml', 'version: "1"\n')
    await mirror.fetch()
    expect(await mirror.objects.readFile(first, 'policies/stripe.yaml', 1000)).toMatchObject({
      kind: 'file',
      bytes: Buffer.from('version: "1"\n'),
    })
    expect(await mirror.defaultBranch()).toBe('refs/heads/main')
    await ana.rest.git.createRef({ ...PLACE, ref: 'refs/heads/draft', sha: first })
    const head = await write('policies/github.yaml', 'version: "1"\n', 'draft')
    const { data } = await ana.rest.pulls.create({ ...PLACE, base: 'main', head: 'draft', title: 'Add' })
    await mirror.fetch()
    expect((await mirror.refs()).get(`refs/pull/${data.number}/head`)).toBe(head)
    expect(await mirror.diff(first, head)).toMatchObject([
      { path: 'policies/github.yaml', status: 'added', content: { added: 1 } },
    ])
  })

  it('has a token that writes nothing, whatever the app may', async () => {
    const sha = await write('policies/reader.yaml', 'version: "1"\n')
    const { rest } = app.userClient(await app.installationToken())
    expect((await rest.git.getCommit({ ...PLACE, commit_sha: sha })).data.sha).toBe(sha)
    const branch = { ...PLACE, ref: 'refs/heads/by-the-reader', sha }
    await expect(rest.git.createRef(branch)).rejects.toMatchObject({ status: 403 })
    expect((await (await app.installationClient()).rest.git.createRef(branch)).status).toBe(201)
  })

  it('is refused with a token that does not count, and reads on', async () => {
    const other = await openMirror({
      directory: join(directory, 'other'),
      remoteUrl: app.remoteUrl,
      credential: () => Promise.resolve('ghs_wrong'),
      protocols: ['http'],
    })
    await expect(other.fetch()).rejects.toMatchObject({ kind: 'unauthorised' })
    other.close()
  })

  it('tells an outage of the forge and goes on afterwards', async () => {
    await admin('POST', '/_test/fault', { kind: 'outage', path: '*' })
    await expect(mirror.fetch()).rejects.toMatchObject({ kind: 'unreachable' })
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'unreachable' })
    await admin('DELETE', '/_test/fault', {})
    await expect(mirror.fetch()).resolves.toBeDefined()
    expect(await app.viewerPermission('ana')).toEqual({ kind: 'role', role: 'write' })
  })

  it.each(['rate-limit', 'secondary-limit'])('says until when a %s holds', async (kind) => {
    await admin('POST', '/_test/fault', { kind, path: '*/collaborators/*', ms: 60_000 })
    const answer = await app.viewerPermission('ana')
    const seconds = answer.kind === 'rate-limited' ? (answer.until.getTime() - Date.now()) / 1000 : 0
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThan(62)
  })
})
