import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foundAcme, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

let forge: RunningForge
beforeAll(async () => {
  forge = await startForge()
  await foundAcme(forge.forge)
})
afterAll(() => forge.close())

const call = (path: string, init: RequestInit = {}, login = 'ana') =>
  fetch(`${forge.url}/api/v3${path}`, {
    ...init,
    headers: { authorization: `Bearer ${forge.token(login)}`, ...init.headers },
  })

describe('the REST interface', () => {
  it('answers 404 in GitHub’s shape for unknown routes', async () => {
    const response = await call('/nowhere')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ message: 'Not Found', status: '404' })
    expect((await call('/repos/acme/policies/nowhere')).status).toBe(404)
  })

  it('answers 400 for broken JSON and 422 for a body that lacks something', async () => {
    const post = (body: string) => call('/repos/acme/policies/git/refs', { method: 'POST', body })
    expect((await post('{')).status).toBe(400)
    const response = await post('{"ref":"refs/heads/x"}')
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ message: 'Invalid request.\n\n"sha" wasn\'t supplied.' })
  })

  it('pages lists with Link headers that Octokit follows', async () => {
    const { issues } = forge.as('ana').rest
    for (let index = 0; index < 7; index += 1) await issues.create({ ...REPOSITORY, title: `Issue ${index}` })
    const first = await issues.listForRepo({ ...REPOSITORY, per_page: 3 })
    expect(first.data).toHaveLength(3)
    expect(first.headers.link).toMatch(/page=2>; rel="next".*page=3>; rel="last"/)
    const octokit = forge.as('ana')
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, { ...REPOSITORY, per_page: 3 })
    expect(all.map(({ title }) => title)).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `Issue ${index}`))
    const past = await issues.listForRepo({ ...REPOSITORY, per_page: 3, page: 9 })
    expect(past.data).toEqual([])
  })

  it('gives ETags, answers 304 to who has the answer, and 200 when it changed', async () => {
    const path = '/repos/acme/policies'
    const token = forge.token('dora')
    const read = (etag = '') =>
      fetch(`${forge.url}/api/v3${path}`, {
        headers: { authorization: `token ${token}`, 'if-none-match': etag },
      })
    const first = await read()
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    const second = await read(etag)
    expect(second.status).toBe(304)
    expect(second.headers.get('x-ratelimit-remaining')).toBe(first.headers.get('x-ratelimit-remaining'))
    await forge.as('dora').rest.repos.update({ ...REPOSITORY, description: 'Changed' })
    const third = await read(etag)
    expect(third.status).toBe(200)
    expect(Number(third.headers.get('x-ratelimit-remaining'))).toBe(
      Number(first.headers.get('x-ratelimit-remaining')) - 1,
    )
  })

  it('refuses contents whose sha is stale with 409 and missing with 422', async () => {
    const { repos } = forge.as('ana').rest
    const content = Buffer.from('# New\n').toString('base64')
    const place = { ...REPOSITORY, path: 'README.md', message: 'Change', content }
    await expect(repos.createOrUpdateFileContents(place)).rejects.toMatchObject({ status: 422 })
    const stale = { ...place, sha: 'a'.repeat(40) }
    await expect(repos.createOrUpdateFileContents(stale)).rejects.toMatchObject({ status: 409 })
    const { data } = await repos.getContent({ ...REPOSITORY, path: 'README.md' })
    const sha = 'sha' in data ? data.sha : ''
    const { data: written } = await repos.createOrUpdateFileContents({ ...place, sha })
    expect(written.commit.author?.name).toBe('ANA')
    expect(written.commit.committer?.email).toBe('ana@acme.test')
  })

  it('refuses refs that exist, that are not fast-forward, and objects that are not there', async () => {
    const { git } = forge.as('ana').rest
    const main = (await git.getRef({ ...REPOSITORY, ref: 'heads/main' })).data.object.sha
    const refusal = (message: string) => ({ status: 422, response: { data: { message } } })
    await expect(git.createRef({ ...REPOSITORY, ref: 'refs/heads/main', sha: main })).rejects.toMatchObject(
      refusal('Reference already exists'),
    )
    const gone = { ...REPOSITORY, ref: 'refs/heads/gone', sha: 'b'.repeat(40) }
    await expect(git.createRef(gone)).rejects.toMatchObject(refusal('Object does not exist'))
    const { data: commit } = await git.getCommit({ ...REPOSITORY, commit_sha: main })
    const other = await git.createCommit({
      ...REPOSITORY,
      message: 'Root',
      tree: commit.tree.sha,
      parents: [],
    })
    const move = { ...REPOSITORY, ref: 'heads/main', sha: other.data.sha }
    await expect(git.updateRef({ ...move, force: false })).rejects.toMatchObject(
      refusal('Update is not a fast forward'),
    )
    await git.createRef({ ...REPOSITORY, ref: 'refs/heads/topic', sha: main })
    expect((await git.updateRef({ ...move, ref: 'heads/topic', force: true })).data.object.sha).toBe(
      other.data.sha,
    )
  })

  it('keeps what a tree does not name when it has a base, and removes what is named null', async () => {
    const { git } = forge.as('ana').rest
    const { data: base } = await git.getTree({ ...REPOSITORY, tree_sha: 'main', recursive: '1' })
    const tree = [
      { path: 'security/base.yaml', mode: '100644' as const, type: 'blob' as const, sha: null },
      { path: 'new/deep/file.yaml', mode: '100644' as const, type: 'blob' as const, content: 'x: 1\n' },
    ]
    const made = await git.createTree({ ...REPOSITORY, base_tree: base.sha, tree })
    const { data } = await git.getTree({ ...REPOSITORY, tree_sha: made.data.sha, recursive: '1' })
    const files = data.tree.filter(({ type }) => type === 'blob').map(({ path }) => path)
    expect(files).toEqual(['.github/CODEOWNERS', 'README.md', 'new/deep/file.yaml', 'payments/limits.yaml'])
  })
})

describe('the rate limit', () => {
  it('ends in 403 with nothing remaining, per token', async () => {
    const tight = await startForge({ rateLimit: 2 })
    await foundAcme(tight.forge)
    const ana = tight.as('ana')
    await ana.rest.users.getAuthenticated()
    await ana.rest.users.getAuthenticated()
    await expect(ana.rest.users.getAuthenticated()).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    })
    expect((await tight.as('ben').rest.users.getAuthenticated()).status).toBe(200)
    await tight.close()
  })
})
