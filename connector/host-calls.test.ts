import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { batchOf } from '@/lib/decisions/testing/open-log'
import { revokeToken } from '@/lib/fleet/revoke-token'
import { policyText, POLICY, report } from '@/lib/fleet/testing/start-fleet'
import { HostCalls } from './host-calls'
import { HttpClient, Unreachable } from './http-client'
import { Refused, ServerLink } from './server-link'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

let served: ServedFleet
const opened: { close(): unknown }[] = []

beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
  served.server.calls.clear()
})

/** The links of so many proxies of one host, and one of which nobody gave the token out. */
async function host(count: number, url = served.server.url) {
  const client = new HttpClient(url)
  opened.push(client)
  const calls = new HostCalls(client)
  const tokens = await Promise.all(Array.from({ length: count }, () => enrolled()))
  const stranger = new ServerLink(client, calls, `lst_${'x'.repeat(43)}`)
  return { links: tokens.map((token) => new ServerLink(client, calls, token)), stranger }
}

async function enrolled(): Promise<string> {
  served.fleet.now = new Date()
  const { token } = await served.fleet.addProxy({ name: `p-${randomUUID().slice(0, 8)}` })
  return token
}

const first = () => report({ boot: randomUUID(), clock: new Date().toISOString() })
const refusal = (error: unknown) => (error instanceof Refused ? error.code : String(error))
const never = new AbortController().signal

it('reports for all proxies of a host in one call, and answers each for itself', async () => {
  const { links, stranger } = await host(3)
  const [one, two, three] = links
  const odd = { ...first(), seq: -1 }
  const answers = await Promise.all([
    one?.report(first()),
    stranger.report(first()).catch(refusal),
    two?.report(odd).catch(refusal),
    three?.report({ ...first(), full: false }),
  ])
  expect(answers).toMatchObject([
    { ack: 0, wantFull: false },
    'unknown-token',
    'invalid-input',
    { ack: -1, wantFull: true },
  ])
  expect([...served.server.calls]).toEqual([['POST /api/connector/v1/host/reports 200', 1]])
})

it('waits for all of them in one call; a merge is told to each with its bytes, and ends the wait', async () => {
  const { links } = await host(3)
  const known = await links[0]?.desired('', { waitS: 0, signal: never })
  const tag = known?.tag ?? ''
  served.server.calls.clear()
  const waits = links.map((link) => link.desired(tag, { waitS: 55, signal: never }))
  served.fleet.now = new Date()
  await served.fleet.push({ [POLICY]: policyText('two') })
  const content = Buffer.from(policyText('two')).toString('base64')
  expect(await Promise.all(waits)).toMatchObject(links.map(() => ({ content, desired: { kind: 'file' } })))
  expect([...served.server.calls]).toEqual([['POST /api/connector/v1/host/desired 200', 1]])
})

it('ends the wait of all for the one that is refused, who alone hears of it', async () => {
  const { links, stranger } = await host(2)
  const tag = (await links[0]?.desired('', { waitS: 0, signal: never }))?.tag ?? ''
  const waits = [...links, stranger].map((link) => link.desired(tag, { waitS: 55, signal: never }))
  expect(await Promise.all(waits.map((wait) => wait.catch(refusal)))).toEqual([null, null, 'unknown-token'])
})

it('tells a proxy nothing whose token was revoked while it waited, alone or with others of its host', async () => {
  const { fleet, server } = served
  const client = new HttpClient(server.url)
  opened.push(client)
  const calls = new HostCalls(client)
  const enrol = async () => {
    const proxy = await fleet.addProxy({ name: `p-${randomUUID().slice(0, 8)}` })
    const link = new ServerLink(client, calls, proxy.token)
    await link.report(first())
    return { ...proxy, link }
  }
  const proxies = await Promise.all([enrol(), enrol(), enrol()])
  const [kept, together, alone] = proxies
  const tag = (await kept.link.desired('', { waitS: 0, signal: never }))?.tag ?? ''
  const waits = [
    kept.link.desired(tag, { waitS: 55, signal: never }),
    together.link.desired(tag, { waitS: 55, signal: never }),
    alone.link.desired(tag, { waitS: 55, signal: never, alone: true }),
  ].map((wait) => wait.catch(refusal))
  const { requests } = fleet.parts
  await expect.poll(() => proxies.every(({ proxyId }) => requests.isAwaited(proxyId))).toBe(true)
  fleet.now = new Date()
  for (const { name } of [together, alone])
    await revokeToken({ ctx: fleet.person('admin'), input: { proxy: name } })
  await fleet.push({ [POLICY]: policyText('three') })
  expect(await Promise.all(waits)).toMatchObject([
    { desired: { kind: 'file' } },
    'unknown-token',
    'unknown-token',
  ])
})

const call = (tool: string) =>
  JSON.stringify({ ts: new Date().toISOString(), type: 'tool_call', tool, result: 'allowed' })

it('sends the decisions of all proxies of a host in one call, and answers each for itself', async () => {
  const { links, stranger } = await host(3)
  const [own, other, broken] = [randomUUID(), randomUUID(), randomUUID()]
  const batch = (fileId: string, lines: string[]) => Buffer.from(batchOf({ fileId, lines }))
  const [one, two, three] = links
  const lines = [call('quotes " and \u{1f6a6}'), 'garbage']
  const answers = await Promise.all([
    one?.decisions(batch(own, lines), never),
    stranger.decisions(batch(randomUUID(), lines), never).catch(refusal),
    three?.decisions(Buffer.concat([Buffer.from('{"kind":'), batch(broken, lines)]), never),
    two?.decisions(batch(other, [call('more')]), never),
  ])
  const bytes = Buffer.byteLength(`${lines.join('\n')}\n`)
  expect(answers).toMatchObject([
    { ackedTo: { [own]: bytes }, rejected: [{ fileId: own, code: 'bad-json' }] },
    'unknown-token',
    { ackedTo: {}, rejected: [{ code: 'bad-line' }, { code: 'no-file' }, { code: 'no-file' }] },
    { ackedTo: { [other]: Buffer.byteLength(call('more')) + 1 }, rejected: [] },
  ])
  expect([...served.server.calls]).toEqual([['POST /api/connector/v1/host/decisions 200', 1]])
  const { rows } = await served.fleet.db.pool.query('SELECT 1 FROM decision')
  expect(rows).toHaveLength(2)
})

it('sends a large batch by itself', async () => {
  const { links } = await host(3)
  const sent = links.map((link, index) => {
    const lines = Array.from({ length: index === 1 ? 1_000 : 1 }, () => call('x'.repeat(80)))
    return link.decisions(Buffer.from(batchOf({ fileId: randomUUID(), lines })), never)
  })
  expect((await Promise.all(sent)).map(({ rejected }) => rejected)).toEqual([[], [], []])
  expect(served.server.calls.get('POST /api/connector/v1/decisions 200')).toBeGreaterThanOrEqual(1)
})

it('is let in by the token of another one when the first does not count, and each hears its own answer', async () => {
  const { links, stranger } = await host(2)
  const all = [stranger, ...links].map((link) => ({ link, said: first() }))
  const report = () => Promise.all(all.map(({ link, said }) => link.report(said).catch(refusal)))
  const expected = ['unknown-token', { ack: 0 }, { ack: 0 }]
  expect(await report()).toMatchObject(expected)
  served.server.calls.clear()
  expect(await report()).toMatchObject(expected)
  expect([...served.server.calls]).toEqual([['POST /api/connector/v1/host/reports 200', 1]])
})

const sendOne = (link: ServerLink, signal = never) =>
  link.decisions(Buffer.from(batchOf({ fileId: randomUUID(), lines: [call('echo')] })), signal)

it.each([
  { status: 404, asked: 1 },
  { status: 403, asked: 1 },
  { status: 405, asked: 1 },
  // Not that the call is unknown, but that this one is not taken: the next one may be.
  { status: 400, asked: 2 },
])('calls for each proxy where a call of many is answered $status', async ({ status, asked }) => {
  const front = await standBefore(served.server.url, status)
  const { links } = await host(2, front.url)
  const reports = links.map((link) => ({ link, said: first() }))
  for (const _ of [1, 2]) {
    const acks = await Promise.all(reports.map(({ link, said }) => link.report(said)))
    expect(acks).toMatchObject([{ ack: 0 }, { ack: 0 }])
    const waits = links.map((link) => link.desired('', { waitS: 0, signal: never }))
    expect(await Promise.all(waits)).toMatchObject(links.map(() => ({ desired: { kind: 'file' } })))
    const answers = await Promise.all(links.map((link) => sendOne(link)))
    expect(answers.map(({ ackedTo }) => Object.keys(ackedTo).length)).toEqual([1, 1])
  }
  const kinds = ['reports', 'desired', 'decisions'].map((kind) => `/api/connector/v1/host/${kind}`)
  expect(front.asked).toEqual(Array.from({ length: asked }, () => kinds).flat())
})

it('ends a call with decisions that hangs when the connector stops', async () => {
  const front = await standBefore(served.server.url, null)
  const { links } = await host(2, front.url)
  const stopping = new AbortController()
  const sent = Promise.allSettled(links.map((link) => sendOne(link, stopping.signal)))
  await expect.poll(() => front.asked.length).toBe(1)
  stopping.abort()
  for (const end of await sent)
    expect(end).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('abort') } })
})

it('is Unreachable for every proxy when the server is away', async () => {
  const { links } = await host(2)
  const gone = new HttpClient('http://127.0.0.1:9')
  const calls = new HostCalls(gone)
  const away = links.map(({ token }) => new ServerLink(gone, calls, token))
  const ends = await Promise.allSettled([
    ...away.map((link) => link.report(first())),
    ...away.map((link) => link.desired('', { waitS: 55, signal: never })),
  ])
  expect(ends.map((end) => end.status === 'rejected' && end.reason instanceof Unreachable)).toEqual(
    ends.map(() => true),
  )
})

/** Something that passes everything on but the calls of many, which it answers itself, or never. */
async function standBefore(target: string, status: number | null) {
  const asked: string[] = []
  const front: Server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.includes('/host/')) {
      asked.push(path)
      const problem = { code: 'invalid-input', detail: 'One of many is not valid.' }
      if (status !== null) response.writeHead(status).end(JSON.stringify(problem))
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void pass(Buffer.concat(chunks)))
    const pass = async (body: Buffer) => {
      const { method = 'GET', headers } = request
      const answer = await fetch(target + path, {
        method,
        headers: {
          authorization: headers.authorization ?? '',
          'content-type': headers['content-type'] ?? '',
          'content-encoding': headers['content-encoding'] ?? 'identity',
        },
        ...(method === 'POST' ? { body: new Uint8Array(body) } : {}),
      })
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
    }
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  opened.push(front)
  return { url: `http://127.0.0.1:${portOf(front)}`, asked }
}

function portOf(front: Server): number {
  const address: AddressInfo | string | null = front.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return address.port
}
