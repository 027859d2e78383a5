import { once } from 'node:events'
import { request as requestHttp, type ClientRequest } from 'node:http'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { answering, call, echoes, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'
import { until } from '../testing/running-proxy'
import { isLoopback } from './allowed-origin'
import { BodyRoom } from './body-room'
import { Peers } from './peers'
import { Peer } from '../peer'

it('gives all bodies together a bounded room, which comes back when a request ends', () => {
  const room = new BodyRoom(10, 0)
  const [first, second] = [room.share({}), room.share({})]
  expect([first.take(6), second.take(4), second.take(1)]).toEqual([true, true, false])
  first.keep(0)
  expect([second.take(6), second.take(1)]).toEqual([true, false])
  first.keep(0)
  expect(first.take(1)).toBe(false)
})

it('gives each connection a little beside the room', () => {
  const room = new BodyRoom(10, 3)
  const [first, second] = [room.share({}), room.share({})]
  expect([first.take(3), first.take(10), second.take(3), second.take(1)]).toEqual([true, true, true, false])
  first.keep(0)
  expect([second.take(10), first.take(3), first.take(1)]).toEqual([true, true, false])
})

it('gives the requests of one connection a little together, which comes back when they end', () => {
  const room = new BodyRoom(0, 3)
  const connection = {}
  const [first, second] = [room.share(connection), room.share(connection)]
  expect([first.take(2), second.take(2), second.take(1), first.take(1)]).toEqual([true, false, true, false])
  first.keep(0)
  expect([second.take(2), second.take(1), room.share({}).take(3)]).toEqual([true, false, true])
})

it('lets a request keep what is open of it beyond the room, and nothing when it is over', () => {
  const room = new BodyRoom(10, 3)
  const [first, second] = [room.share({}), room.share({})]
  expect(first.take(8)).toBe(true)
  first.keep(20)
  expect([second.take(3), second.take(1)]).toEqual([true, false])
  first.keep(4)
  expect([second.take(9), second.take(1)]).toEqual([true, false])
  first.close()
  first.keep(50)
  expect([first.take(50), second.take(1)]).toEqual([true, true])
})

it('holds a bounded number of open requests for all clients together, and those of one that asks little', async () => {
  const upstream = await openUpstream((_, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
  )
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const pings = Array.from(
    { length: 1000 },
    (_, i) => `{"method":"ping","id":"${String(i).padStart(990, '0')}"}`,
  )
  const open: ClientRequest[] = []
  const begin = () => {
    const request = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    request.on('error', () => {})
    open.push(request)
    return request
  }
  const ask = async (body: string) => {
    const [response] = await once(begin().end(body), 'response')
    response.on('error', () => {})
    return Number(response.statusCode)
  }
  // Bodies that do not end leave room for a few: each of the others takes more than 2 MB once it is open.
  const long = Buffer.alloc(15 * 1024 * 1024, ' ')
  await Promise.all(Array.from({ length: 16 }, () => new Promise((resolve) => begin().write(long, resolve))))
  const batch = `[${pings.join(',')}]`
  let asked = 0
  while (asked < 20 && (await ask(batch)) === 200) asked += 1
  expect(asked).toBeLessThan(20)
  expect(await ask(call('ok'))).toBe(200)
  for (const request of open) request.destroy()
  await until(async () => (await ask(batch)) === 200, 'room again')
  for (const request of open) request.destroy()
}, 60_000)

it('refuses long bodies beyond the room for now, and takes them when others have ended', async () => {
  const { url, upstream } = await answering('{}')
  const padded = `{"method":"x","params":{"text":"${'x'.repeat(15 * 1024 * 1024)}`
  const open = Array.from({ length: 17 }, () => {
    const request = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    request.on('error', () => {})
    return request
  })
  await Promise.all(open.map((request) => new Promise((resolve) => request.write(padded, resolve))))
  await until(async () => (await send(url, { body: `${padded}"}}` })).status === 503, 'a full room')
  expect((await send(url, { body: `${padded}"}}` })).headers['retry-after']).toBe('1')
  expect((await send(url, { body: call('ok') })).status).toBe(200)
  for (const request of open) request.destroy()
  await until(async () => (await send(url, { body: `${padded}"}}` })).status === 200, 'room again')
  expect(upstream.received.length).toBeGreaterThan(0)
}, 60_000)

it('holds no more long answers than have room for clients that do not read, and has room again when those are gone', async () => {
  const long = `{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(40 * 1024 * 1024)}"}`
  const upstream = await openUpstream(({ body }, response) =>
    echoes(response, body.includes('"ok"') ? long : '{}'),
  )
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const asked: ClientRequest[] = []
  const ask = async () => {
    const request = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    request.on('error', () => {})
    request.end(call('ok'))
    asked.push(request)
    const [response] = await once(request, 'response')
    return Number(response.headers['content-length'] ?? 0)
  }
  // One after the other: of several at once, each may hold a part when there is no room for the rest.
  for (let held = 0; held < 6; held += 1) expect(await ask()).toBeGreaterThan(1024)
  expect(await ask()).toBeLessThan(1024)
  // What is short needs no room; what is refused says that it may have been done.
  expect((await send(url, { body: call('short') })).text).toBe('{}')
  expect((await send(url, { body: call('ok') })).text).toContain('What was asked for may have been done.')
  for (const request of asked) request.destroy()
  await until(async () => (await send(url, { body: call('ok') })).text.length > 1024, 'room again')
}, 60_000)

it('holds no more long events than have room for clients that do not read', async () => {
  const long = `data: {"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(60 * 1024 * 1024)}"}\n\n`
  const short = 'data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n'
  const upstream = await openUpstream(({ body }, response) =>
    echoes(response, body.includes('"ok"') ? long : short, 'text/event-stream'),
  )
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const asked: ClientRequest[] = []
  /** A client that reads no more than the beginning. */
  const ask = async () => {
    const request = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    request.on('error', () => {})
    request.end(call('ok'))
    asked.push(request)
    const [response] = await once(request, 'response')
    response.on('error', () => {})
    const [piece] = await once(response, 'data')
    response.pause()
    return String(piece)
  }
  for (let held = 0; held < 4; held += 1)
    expect(await ask()).toMatch(/^data: \{"jsonrpc":"2.0","id":1,"result"/)
  expect(await ask()).toContain('What was asked for may have been done.')
  expect((await send(url, { body: call('short') })).text).toBe(short)
  for (const request of asked) request.destroy()
  await until(async () => (await send(url, { body: call('ok') })).text.length > 1024, 'room again')
})

it('asks the server for few requests of one connection at a time, and for those of others meanwhile', async () => {
  const upstream = await openUpstream((_, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
  )
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const socket = connect(Number(url.port), url.hostname)
  onTestFinished(() => void socket.destroy())
  socket.write(`GET /mcp HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`.repeat(200))
  await until(() => upstream.received.length >= 16, 'the first requests')
  const other = requestHttp(url, { method: 'GET' })
  other.on('error', () => {}).end()
  const [{ statusCode }] = await once(other, 'response')
  other.destroy()
  expect([statusCode, upstream.received.length]).toEqual([200, 17])
})

it('leaves the server when a client goes that waits for several answers on one connection', async () => {
  const upstream = await openUpstream(() => {})
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const socket = connect(Number(url.port), url.hostname)
  const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
  const head = `POST /mcp HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: ${ping.length}\r\n\r\n`
  socket.write(`${head}${ping}`.repeat(3))
  await until(() => upstream.received.length === 3, 'all requests')
  socket.destroy()
  expect(await Promise.all(upstream.received.map(({ end }) => end))).toEqual(['gone', 'gone', 'gone'])
})

it('never shares a connection that proves who the client is', async () => {
  const ports: (number | undefined)[] = []
  const upstream = await openUpstream((_, response) => {
    ports.push(response.socket?.remotePort)
    echoes(response, '{}')
  })
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const by = (authorization: string) =>
    send(url, { headers: { ...JSON_TYPE, authorization }, body: call('ok') })
  for (const header of ['Negotiate abc', 'NTLM abc', 'Bearer abc', 'Bearer def']) await by(header)
  const [negotiate, ntlm, bearer, other] = ports
  expect(new Set([negotiate, ntlm, bearer]).size).toBe(3)
  expect(other).toBe(bearer)
})

it('keeps one address for the messages of a stream, however often the server names its own', async () => {
  const upstream = await openUpstream(({ method }, response) => {
    if (method === 'GET')
      echoes(response, 'event: endpoint\ndata: /m?n=1\n\n'.repeat(20), 'text/event-stream')
    else echoes(response, '{}')
  })
  const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const request = requestHttp(new URL('/sse', url), { method: 'GET' })
  request.end()
  const [response] = await once(request, 'response')
  let text = ''
  for await (const piece of response) text += String(piece)
  const named = text.match(/stream=[\w-]+/g) ?? []
  expect([named.length, new Set(named).size]).toEqual([20, 1])
})

it('remembers no session whose id is far longer than servers give', () => {
  const peers = new Peers()
  const peer = new Peer()
  peers.keep('s'.repeat(1024), peer)
  peers.keep('s'.repeat(1025), peer)
  expect([peers.of('s'.repeat(1024)) === peer, peers.of('s'.repeat(1025)) === peer]).toEqual([true, false])
})

it('knows this machine by each of its names', () => {
  const own = ['localhost', 'LOCALHOST', '127.0.0.1', '127.1', '127.9.8.7', '::1', '[::1]', '2130706433']
  const others = [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '128.1',
    '',
  ]
  expect([...own, ...others].filter(isLoopback)).toEqual(own)
})
