import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RequestError } from '@/lib/errors'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { personRoute, type RouteHandler } from './route'
import { textStream } from './text-stream'

let test: TestServer
let ana: string
let rita: string

beforeAll(async () => {
  test = await startTestServer()
  ana = await test.signIn('ana')
  rita = await test.signIn('rita')
})

afterAll(async () => {
  await test.close()
})

afterEach(async () => {
  await test.forge.admin('/_test/fault', {}, 'DELETE')
})

/** A promise and what fulfils it. (`Promise.withResolvers` needs Node 22.) */
function opened() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}

const nowhere = { params: Promise.resolve({}) }
const json = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function codeOf(answer: Response): Promise<unknown> {
  return z.object({ code: z.string() }).parse(await answer.json()).code
}

describe('a route that bounds what one person has open', () => {
  it('refuses more at once with when to come back, others and later ones are answered', async () => {
    const gate = opened()
    const arrived = opened()
    let waiting = 0
    const slow = personRoute({ role: 'read', atOnce: { kind: 'test', most: 2 } }, async ({ request }) => {
      if (!request.url.endsWith('wait')) return {}
      waiting += 1
      if (waiting === 2) arrived.resolve()
      await gate.promise
      return {}
    })
    const ask = (cookie: string, path = '/x') => slow(test.request(path, { cookie }), nowhere)
    const open = [ask(ana, '/x?wait'), ask(ana, '/x?wait')]
    await arrived.promise
    const refused = await ask(ana)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('send this one again') })
    expect((await ask(rita)).status).toBe(200)
    gate.resolve()
    for (const answer of await Promise.all(open)) expect(answer.status).toBe(200)
    expect((await ask(ana)).status).toBe(200)
  })

  it.each<[string, (answer: Response, leave: AbortController) => unknown]>([
    ['was read to its end', (answer) => answer.text()],
    ['was given up half-way', (answer) => answer.body?.cancel()],
    ['lost whoever asked', (_, leave) => leave.abort()],
  ])('counts a streamed answer as open until it %s', async (how, finish) => {
    async function* parts() {
      yield await Promise.resolve('one ')
      yield 'two'
    }
    const stream = personRoute({ role: 'read', atOnce: { kind: how, most: 1 } }, () =>
      Promise.resolve(new Response(textStream(parts()))),
    )
    const leave = new AbortController()
    const ask = (init = {}) => stream(test.request('/x', { cookie: ana, ...init }), nowhere)
    const first = await ask({ signal: leave.signal })
    expect((await ask()).status).toBe(429)
    await finish(first, leave)
    const second = await ask()
    expect(await second.text()).toBe('one two')
  })

  it('keeps no place for an answer whose body is never taken', async () => {
    const stream = personRoute({ role: 'read', atOnce: { kind: 'head', most: 1 } }, () =>
      Promise.resolve(new Response('text')),
    )
    const gone = { signal: AbortSignal.abort() }
    for (const init of [{ method: 'HEAD' }, gone, { method: 'HEAD' }])
      expect((await stream(test.request('/x', { cookie: ana, ...init }), nowhere)).status).toBe(200)
  })
})

describe('a route for people', () => {
  const write = personRoute({ role: 'write', body: z.object({ name: z.string() }) }, ({ ctx, body }) =>
    Promise.resolve({ login: ctx.actor.login, role: ctx.actor.role, name: body.name }),
  )

  it('gives the verb who asks, with the role that the forge says', async () => {
    const answer = await write(test.request('/x', { ...json({ name: 'a' }), cookie: ana }), nowhere)
    expect(await answer.json()).toEqual({ login: 'ana', role: 'write', name: 'a' })
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('refuses a lower role and says which is needed', async () => {
    const answer = await write(test.request('/x', { ...json({ name: 'a' }), cookie: rita }), nowhere)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({
      code: 'role-too-low',
      detail: 'This needs the role write on acme/policies; you have read.',
    })
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['the origin null', { origin: 'null' }],
    ['another site with our origin', { origin: 'http://lockstep.test', 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { origin: 'http://lockstep.test', 'sec-fetch-site': 'same-site' }],
  ])('refuses a change from %s before it looks at anything', async (_, headers) => {
    const init = json({ name: 'a' })
    const request = test.request('/x', { ...init, headers: { ...init.headers, ...headers }, cookie: ana })
    const answer = await write(request, nowhere)
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'cross-site'])
  })

  it('refuses a change that nobody vouches for', async () => {
    const request = new Request('http://lockstep.test/x', { ...json({ name: 'a' }) })
    request.headers.set('cookie', ana)
    expect(await codeOf(await write(request, nowhere))).toBe('cross-site')
  })

  it('names what is wrong with the input', async () => {
    const answer = await write(test.request('/x', { ...json({ name: 1 }), cookie: ana }), nowhere)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      code: 'invalid-input',
      detail: expect.stringMatching(/^In the body: name: /),
    })
  })

  it('answers where Next gives no parameters', async () => {
    const look = personRoute({ role: 'read' }, ({ ctx }) => Promise.resolve({ login: ctx.actor.login }))
    const answer = await look(test.request('/x', { cookie: ana }), { params: Promise.resolve(undefined) })
    expect(await answer.json()).toEqual({ login: 'ana' })
  })

  it('refuses an address that no database can look up, and takes any other', async () => {
    const query = z.object({ name: z.string() })
    const look = personRoute({ role: 'read', query }, ({ query: asked }) => Promise.resolve(asked))
    const ask = (name: string) => look(test.request(`/x?name=${name}`, { cookie: ana }), nowhere)
    expect(await codeOf(await ask('a%00b'))).toBe('invalid-input')
    expect(await (await ask('a%01b%F0%9F%98%80')).json()).toEqual({ name: 'a\u0001b😀' })
  })

  it.each([
    ['no JSON', '{', 'application/json'],
    ['no UTF-8', new Uint8Array([0xff, 0xfe]), 'application/json'],
    ['another type', '{"name":"a"}', 'text/plain'],
  ])('refuses a body that is %s', async (_, body, type) => {
    const request = test.request('/x', {
      method: 'POST',
      body,
      headers: { 'content-type': type },
      cookie: ana,
    })
    expect(await codeOf(await write(request, nowhere))).toBe('invalid-input')
  })

  it('never shows the text of an unknown error', async () => {
    const broken = personRoute({ role: 'read' }, () => Promise.reject(new Error('password=hunter2')))
    const answer = await broken(test.request('/x', { cookie: ana }), nowhere)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('hunter2')
  })

  it('says when a retry makes sense', async () => {
    const busy = personRoute({ role: 'read' }, () =>
      Promise.reject(new RequestError('too-many-requests', 'Wait.', 2.5)),
    )
    const answer = await busy(test.request('/x', { cookie: ana }), nowhere)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3'])
  })
})

describe('while the forge does not answer', () => {
  const read = personRoute({ role: 'read' }, () => Promise.resolve({ ok: true }))
  const change = personRoute({ role: 'read' }, () => Promise.resolve({ ok: true }))
  const keep = personRoute({ role: 'read', whileUnreachable: 'allow' }, () => Promise.resolve({ ok: true }))

  async function lastAsked(agoMs: number): Promise<void> {
    await test.forge.admin('/_test/fault', { kind: 'outage', path: '*' })
    await test.server.database.prisma.repositoryRole.updateMany({
      data: { checkedAt: new Date(Date.now() - agoMs) },
    })
  }

  const post = (handler: RouteHandler) =>
    handler(test.request('/x', { method: 'POST', cookie: ana }), nowhere)

  it('people look on upon its last word, change nothing, and keep what is theirs', async () => {
    await read(test.request('/x', { cookie: ana }), nowhere)
    await lastAsked(30 * 60_000)
    expect((await read(test.request('/x', { cookie: ana }), nowhere)).status).toBe(200)
    expect(await codeOf(await post(change))).toBe('forge-unreachable')
    expect((await post(keep)).status).toBe(200)
  })

  it('people look on upon its last word while it is silent, and its answer counts when it comes at last', async () => {
    await read(test.request('/x', { cookie: ana }), nowhere)
    const { repositoryRole } = test.server.database.prisma
    const checkedAt = new Date(Date.now() - 30 * 60_000)
    await repositoryRole.updateMany({ data: { checkedAt } })
    await test.forge.admin('/_test/fault', { kind: 'slow', path: '*', ms: 4000 })
    expect((await read(test.request('/x', { cookie: ana }), nowhere)).status).toBe(200)
    expect(await codeOf(await post(change))).toBe('forge-unreachable')
    expect(await repositoryRole.count({ where: { checkedAt: { gt: checkedAt } } })).toBe(0)
    const isHeard = () => repositoryRole.count({ where: { checkedAt: { gt: checkedAt } } })
    await expect.poll(isHeard, { timeout: 40_000 }).toBe(1)
    expect((await post(change)).status).toBe(200)
  })

  it('people see nothing after an hour', async () => {
    await read(test.request('/x', { cookie: ana }), nowhere)
    await lastAsked(61 * 60_000)
    expect(await codeOf(await read(test.request('/x', { cookie: ana }), nowhere))).toBe('forge-unreachable')
  })
})
