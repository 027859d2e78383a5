import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { foundAcme, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

let forge: RunningForge
beforeAll(async () => {
  forge = await startForge()
  await foundAcme(forge.forge)
})
afterEach(() => forge.admin('/_test/fault', undefined, 'DELETE'))
afterAll(() => forge.close())

const order = (fault: Record<string, unknown>) => forge.admin('/_test/fault', fault)
const read = (path = '/api/v3/user', login = 'ana') =>
  fetch(`${forge.url}${path}`, { headers: { authorization: `Bearer ${forge.token(login)}` } })

describe('the fault switch', () => {
  it('is only for who has the administration token', async () => {
    const init = { method: 'POST', body: '{"kind":"outage"}' }
    expect((await fetch(`${forge.url}/_test/fault`, init)).status).toBe(401)
    expect((await read()).status).toBe(200)
  })

  it('makes an outage until it is taken away', async () => {
    await order({ kind: 'outage' })
    expect((await read()).status).toBe(503)
    expect((await read('/acme/policies')).status).toBe(503)
    await forge.admin('/_test/fault', undefined, 'DELETE')
    expect((await read()).status).toBe(200)
  })

  it('takes one outage away by its number, and leaves another', async () => {
    const { id } = z
      .object({ id: z.number() })
      .parse(await (await order({ kind: 'outage', person: 'ana' })).json())
    await order({ kind: 'outage', person: 'ben' })
    await forge.admin('/_test/fault', { ids: [id] }, 'DELETE')
    expect((await read('/api/v3/user', 'ana')).status).toBe(200)
    expect((await read('/api/v3/user', 'ben')).status).toBe(503)
  })

  it('cuts the connection', async () => {
    await order({ kind: 'outage', status: 0, count: 1 })
    await expect(read()).rejects.toThrow('fetch failed')
    expect((await read()).status).toBe(200)
  })

  it('hits only the method and path it names, after those it lets pass, as often as told', async () => {
    await order({ kind: 'outage', method: 'GET', path: '/api/v3/repos/*', skip: 1, count: 1 })
    const path = '/api/v3/repos/acme/policies'
    const statuses = []
    for (const one of ['/api/v3/user', path, path, path]) statuses.push((await read(one)).status)
    expect(statuses).toEqual([200, 200, 503, 200])
  })

  it('hits only the person whom it names', async () => {
    await order({ kind: 'outage', person: 'ana' })
    expect((await read('/api/v3/user', 'ana')).status).toBe(503)
    expect((await read('/api/v3/user', 'ben')).status).toBe(200)
    expect((await fetch(`${forge.url}/api/v3/rate_limit`)).status).toBe(200)
  })

  it('answers limits in GitHub’s words', async () => {
    await order({ kind: 'rate-limit', ms: 5000, count: 1 })
    const primary = await read()
    expect(primary.status).toBe(403)
    expect(primary.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(Number(primary.headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(Date.now())
    await order({ kind: 'secondary-limit', status: 429, ms: 3000, count: 1 })
    const secondary = await read()
    expect(secondary.status).toBe(429)
    expect(secondary.headers.get('retry-after')).toBe('3')
  })

  it('does the work and loses the answer', async () => {
    await order({ kind: 'fail-after', method: 'POST', path: '*/git/refs', count: 1 })
    const { git } = forge.as('ana').rest
    const sha = (await git.getRef({ ...REPOSITORY, ref: 'heads/main' })).data.object.sha
    const create = () => git.createRef({ ...REPOSITORY, ref: 'refs/heads/lost', sha })
    await expect(create()).rejects.toMatchObject({ status: 500 })
    await expect(create()).rejects.toMatchObject({
      status: 422,
      response: { data: { message: 'Reference already exists' } },
    })
  })

  it('is slow for as long as told', async () => {
    await order({ kind: 'slow', ms: 200, count: 1 })
    const before = performance.now()
    expect((await read()).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(195)
  })

  it.each([
    ['fault-outage', 503],
    ['fault-403-limit', 403],
    ['fault-429-secondary', 429],
  ])('is on for a repository named %s', async (name, status) => {
    await forge.forge.createRepository({ owner: 'acme', name, private: false, at: new Date() })
    expect((await read(`/api/v3/repos/acme/${name}`)).status).toBe(status)
    expect((await read('/api/v3/repos/acme/policies')).status).toBe(200)
  })
})
