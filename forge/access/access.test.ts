import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveApp } from '@/forge/admin/make-app'
import { foundAcme, FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import { issueToken } from './tokens'

let forge: RunningForge
const at = new Date('2026-03-02T10:00:00Z')
beforeAll(async () => {
  forge = await startForge()
  await foundAcme(forge.forge)
})
afterAll(() => forge.close())

const get = (path: string, token?: string, headers: Record<string, string> = {}) =>
  fetch(`${forge.url}/api/v3${path}`, {
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  })

describe('who sees a private repository', () => {
  it.each(['ana', 'ben', 'dora', 'rita'])('%s, who has a role directly or through a team', async (login) => {
    expect((await forge.as(login).rest.repos.get(REPOSITORY)).data.full_name).toBe(FULL_NAME)
  })

  it('is nobody else: 404 for an outsider and for a stranger, on every route below', async () => {
    for (const path of ['', '/pulls', '/contents/README.md', '/collaborators', '/git/ref/heads/main']) {
      expect((await get(`/repos/acme/policies${path}`, forge.token('otto'))).status).toBe(404)
      expect((await get(`/repos/acme/policies${path}`)).status).toBe(404)
    }
  })

  it('is no longer who lost the role', async () => {
    forge.forge.createAccount({ login: 'eve', name: 'Eve', email: 'eve@acme.test', at })
    await forge.forge.setRole({ repository: FULL_NAME, to: 'eve', role: 'read', at })
    expect((await get('/repos/acme/policies', forge.token('eve'))).status).toBe(200)
    await forge.forge.setRole({ repository: FULL_NAME, to: 'eve', role: 'none', at })
    expect((await get('/repos/acme/policies', forge.token('eve'))).status).toBe(404)
  })

  it('is everybody when it is public, but only to look', async () => {
    await forge.forge.createRepository({ owner: 'acme', name: 'open', private: false, at })
    expect((await get('/repos/acme/open')).status).toBe(200)
    const open = { owner: 'acme', repo: 'open' }
    const content = Buffer.from('x').toString('base64')
    const write = forge
      .as('otto')
      .rest.repos.createOrUpdateFileContents({ ...open, path: 'a', message: 'a', content })
    await expect(write).rejects.toMatchObject({ status: 403 })
    expect((await get('/repos/acme/open/collaborators/otto', forge.token('dora'))).status).not.toBe(204)
  })
})

describe('tokens', () => {
  it('that are unknown or expired are 401', async () => {
    expect((await get('/user', 'ghp_unknown')).status).toBe(401)
    const accountId = forge.forge.core.state.accountsByLogin('ana')[0]?.id ?? 0
    const old = issueToken(forge.forge.core, { kind: 'ghu', accountId, seconds: 10, at })
    expect((await get('/user', old.secret)).status).toBe(401)
    expect(await (await get('/user', 'ghp_unknown')).json()).toMatchObject({
      message: 'Bad credentials',
      status: '401',
    })
  })

  it('are known as token, bearer and basic password', async () => {
    const token = forge.token('ana')
    const basic = Buffer.from(`x:${token}`).toString('base64')
    for (const authorization of [`token ${token}`, `bearer ${token}`, `Basic ${basic}`]) {
      expect((await fetch(`${forge.url}/api/v3/user`, { headers: { authorization } })).status).toBe(200)
    }
  })

  it('are kept only as hashes', async () => {
    const token = forge.token('ana')
    expect(JSON.stringify(forge.forge.core.state.tokens.all())).not.toContain(token)
  })
})

describe('roles', () => {
  it('let readers look and administrators administer', async () => {
    await expect(
      forge.as('rita').rest.issues.setLabels({ ...REPOSITORY, issue_number: 1, labels: [] }),
    ).rejects.toMatchObject({ status: 403 })
    await expect(
      forge.as('ana').rest.repos.update({ ...REPOSITORY, description: 'x' }),
    ).rejects.toMatchObject({
      status: 403,
      response: { data: { message: 'Must have admin rights to Repository.' } },
    })
    expect((await forge.as('dora').rest.repos.update({ ...REPOSITORY, description: 'x' })).status).toBe(200)
  })

  it('of others are shown only to those who may push', async () => {
    const username = 'dora'
    await expect(
      forge.as('rita').rest.repos.getCollaboratorPermissionLevel({ ...REPOSITORY, username }),
    ).rejects.toMatchObject({ status: 403 })
    const { data } = await forge
      .as('ana')
      .rest.repos.getCollaboratorPermissionLevel({ ...REPOSITORY, username })
    expect(data).toMatchObject({ permission: 'admin', role_name: 'admin' })
  })
})

describe('apps', () => {
  it('do with an installation what they were given, and no more', async () => {
    const app = saveApp(
      forge.forge.core,
      {
        name: 'Reader',
        url: 'http://x.test',
        callbackUrl: 'http://x.test/cb',
        permissions: { contents: 'read' },
      },
      at,
    )
    const key = forge.asApp(app)
    const { data } = await key.rest.apps.getRepoInstallation(REPOSITORY)
    const bot = forge.asApp(app, data.id)
    expect((await bot.rest.repos.getContent({ ...REPOSITORY, path: 'README.md' })).status).toBe(200)
    const write = bot.rest.git.createBlob({ ...REPOSITORY, content: 'x' })
    await expect(write).rejects.toMatchObject({
      status: 403,
      response: { data: { message: 'Resource not accessible by integration' } },
    })
    await expect(bot.rest.pulls.list(REPOSITORY)).rejects.toMatchObject({ status: 403 })
  })

  it('get tokens for some repositories only when they ask so', async () => {
    const app = saveApp(
      forge.forge.core,
      { name: 'Narrow', url: 'http://x.test', callbackUrl: 'http://x.test/cb' },
      at,
    )
    await forge.forge.createRepository({ owner: 'acme', name: 'other', private: true, at })
    const { data } = await forge.asApp(app).rest.apps.getRepoInstallation(REPOSITORY)
    const made = await forge.asApp(app).rest.apps.createInstallationAccessToken({
      installation_id: data.id,
      repositories: ['policies'],
      permissions: { contents: 'read' },
    })
    const bot = forge.octokit(made.data.token)
    expect((await bot.rest.repos.get(REPOSITORY)).status).toBe(200)
    await expect(bot.rest.repos.get({ owner: 'acme', repo: 'other' })).rejects.toMatchObject({ status: 404 })
    await expect(bot.rest.git.createBlob({ ...REPOSITORY, content: 'x' })).rejects.toMatchObject({
      status: 403,
    })
  })

  it('are known only by their own key', async () => {
    const app = saveApp(
      forge.forge.core,
      { name: 'Keyed', url: 'http://x.test', callbackUrl: 'http://x.test/cb' },
      at,
    )
    const other = saveApp(
      forge.forge.core,
      { name: 'Other', url: 'http://x.test', callbackUrl: 'http://x.test/cb' },
      at,
    )
    const mixed = forge.asApp({ id: app.id, privateKey: other.privateKey })
    await expect(mixed.rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 })
    expect((await forge.asApp(app).rest.apps.getAuthenticated()).data?.slug).toBe('keyed')
  })

  it('act for a person with no more than both may', async () => {
    const app = saveApp(
      forge.forge.core,
      {
        name: 'Half',
        url: 'http://x.test',
        callbackUrl: 'http://x.test/cb',
        permissions: { contents: 'write' },
      },
      at,
    )
    const tokenOf = (login: string): string => {
      const accountId = forge.forge.core.state.accountsByLogin(login)[0]?.id ?? 0
      return issueToken(forge.forge.core, { kind: 'ghu', accountId, appId: app.id, at }).secret
    }
    const blob = (login: string) =>
      forge.octokit(tokenOf(login)).rest.git.createBlob({ ...REPOSITORY, content: 'x' })
    expect((await blob('ana')).status).toBe(201)
    await expect(blob('rita')).rejects.toMatchObject({ status: 403 })
    await expect(forge.octokit(tokenOf('ana')).rest.pulls.list(REPOSITORY)).rejects.toMatchObject({
      status: 403,
    })
  })
})
