import { once } from 'node:events'
import { request as requestHttp, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openHttpProxy, openUpstream, type Received } from '../testing/open-http-proxy'
import { until } from '../testing/running-proxy'

const POLICY = `version: "1"
hide: [secret_tool]
tools:
  bad: { rules: [{ name: never, action: deny, on_deny: "Not this one." }] }
  pay: { rules: [{ name: budget, rate_limit: 1/day }] }
`
const JSON_TYPE = { 'content-type': 'application/json' }
const LIST = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret_tool"},{"name":"echo"}]}}'
const SHOWN = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"echo"}]}}'

function call(tool: string, id: unknown = 1): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool, arguments: {} } })
}

/** A request without the help of `fetch`, which hides headers and follows redirects. Text is Latin-1: bytes. */
async function send(
  url: URL,
  {
    method = 'POST',
    headers = JSON_TYPE,
    body = '',
  }: { method?: string; headers?: OutgoingHttpHeaders; body?: string },
) {
  const request = requestHttp(url, { method, headers })
  request.end(Buffer.from(body, 'latin1'))
  const [response] = await once(request, 'response')
  let text = ''
  response.setEncoding('latin1')
  for await (const piece of response) text += String(piece)
  return { status: Number(response.statusCode), headers: headersOf(response), text }
}

function headersOf({ headers }: { headers: Record<string, string> }): Record<string, string> {
  return headers
}

function echoes(response: ServerResponse, text: string, type = 'application/json'): void {
  response.writeHead(200, { 'content-type': type }).end(Buffer.from(text, 'latin1'))
}

/** Proxy and server; the server answers each request with the same. */
async function answering(text: string, type?: string) {
  const upstream = await openUpstream((_, response) => echoes(response, text, type))
  return { upstream, ...(await openHttpProxy(POLICY, upstream.url)) }
}

describe('what passes', () => {
  it('passes bodies both ways byte for byte', async () => {
    const { url, upstream } = await answering('')
    const odd = [
      '{"jsonrpc":"2.0","id":18446744073709551617,"method":"x","params":{"n":1e400,"\\u00e9":-0}}',
      '{ "method" : "notifications/progress" , "unknown":[1.10] }\r\n',
      '{"jsonrpc":"2.0","id":"s-1","result":{"roots":[]}}',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"} , {"method":"notifications/cancelled"}]',
      `{"id":2,"method":"y","params":{"text":"${Buffer.from('é€😀').toString('latin1')}"}}`,
    ]
    for (const body of odd) await send(url, { body })
    expect(upstream.received.map(({ body }) => body)).toEqual(odd)
    await fc.assert(
      fc.asyncProperty(fc.json(), async (value) => {
        const body = Buffer.from(`{"id":${value},"method":"x","params":${value}}`).toString('latin1')
        await send(url, { body })
        expect(upstream.received.at(-1)?.body).toBe(body)
      }),
      { numRuns: 30 },
    )
  })

  it.each(['application/json', 'text/event-stream', 'text/plain'])(
    'passes an answer as it is: %s',
    async (type) => {
      const message = '{"jsonrpc":"2.0","id":18446744073709551617,"result":{"n":1e400,"content":[]}}'
      const text =
        type === 'text/event-stream'
          ? `: hi\r\n\r\nid: 1\r\ndata:${message}\r\n\r\nretry: 5\n\ndata: rest`
          : message
      const { url } = await answering(text, type)
      const { text: got, headers } = await send(url, { body: '{"id":1,"method":"x"}' })
      expect(got).toBe(text)
      expect(headers['content-type']).toBe(type)
    },
  )

  it('passes headers from end to end, and none of one connection', async () => {
    const upstream = await openUpstream((_, response) => {
      const more = {
        'mcp-session-id': 's',
        'alt-svc': 'h3="x:1"',
        connection: 'x-hop',
        'x-hop': '1',
        'www-authenticate': 'Bearer',
      }
      response.writeHead(401, { ...JSON_TYPE, ...more }).end('{}')
    })
    const { url, events } = await openHttpProxy(POLICY, `${upstream.url.href}?key=k`)
    const own = {
      authorization: 'Bearer client-secret',
      'mcp-protocol-version': '2025-06-18',
      'last-event-id': '7',
    }
    const hop = { connection: 'x-mine', 'x-mine': '1', te: 'trailers', 'proxy-authorization': 'Basic x' }
    const answer = await send(new URL('/mcp?client=1', url), {
      headers: { ...JSON_TYPE, ...own, ...hop },
      body: call('ok'),
    })
    const [got] = upstream.received
    expect(got?.url).toBe('/mcp?key=k')
    expect(got?.headers).toMatchObject({ ...own, host: upstream.url.host, 'accept-encoding': 'identity' })
    for (const name of ['x-mine', 'te', 'proxy-authorization']) expect(got?.headers).not.toHaveProperty(name)
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'mcp-session-id': 's', 'www-authenticate': 'Bearer' },
    })
    for (const name of ['alt-svc', 'x-hop']) expect(answer.headers).not.toHaveProperty(name)
    expect(JSON.stringify(events())).not.toContain('client-secret')
  })
})

describe('what is denied', () => {
  it('answers a denied call itself, with the id of the decision, and never asks the server', async () => {
    const { url, upstream, calls } = await answering('{"jsonrpc":"2.0","id":1,"result":{}}')
    const { status, text } = await send(url, { body: call('bad', 'a') })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      id: 'a',
      result: { isError: true, _meta: { 'lockstep/decision': calls()[0]?.decision } },
    })
    expect(upstream.received).toEqual([])
    expect((await send(url, { body: call('ok') })).text).toBe('{"jsonrpc":"2.0","id":1,"result":{}}')
    expect(calls().map(({ tool, result }) => [tool, result])).toEqual([
      ['bad', 'denied'],
      ['ok', 'allowed'],
    ])
  })

  it('takes what is allowed out of a batch, and answers all of it together', async () => {
    const allowed = '{"jsonrpc":"2.0","id":2,"result":{}}'
    for (const [answer, type] of [
      [`[${allowed}]`],
      [allowed],
      [`data: ${allowed}\n\n`, 'text/event-stream'],
    ] as const) {
      const { url, upstream } = await answering(answer, type)
      const { text } = await send(url, { body: `[${call('bad', 1)}, ${call('ok', 2)},${call('bad', 3)}]` })
      expect(upstream.received.map(({ body }) => body)).toEqual([`[${call('ok', 2)}]`])
      for (const id of [1, 2, 3]) expect(text).toContain(`{"jsonrpc":"2.0","id":${id},"result":`)
      expect(type === undefined ? JSON.parse(text) : [1, 2, 3]).toHaveLength(3)
    }
  })

  it('answers a denied notification with nothing', async () => {
    const { url, upstream } = await answering('')
    const { status, text } = await send(url, { body: '{"method":"tools/call","params":{"name":"bad"}}' })
    expect([status, text, upstream.received]).toEqual([202, '', []])
  })

  it('forwards no body that a server could read as another call', async () => {
    const { url, upstream } = await answering('')
    const hostile: [status: number, body: string, headers?: OutgoingHttpHeaders][] = [
      [400, 'no json'],
      [400, `\xef\xbb\xbf${call('ok')}`],
      [400, '{"method":"x","text":"\xff"}'],
      [400, `${call('ok')}${call('bad')}`],
      [400, '"text"'],
      [200, '{"id":1,"method":"tools/call","params":{"name":"ok","Name":"bad"}}'],
      [200, '{"id":1,"method":"tools/call","params":{"name":"ok","name":"bad"}}'],
      [200, '{"id":1,"method":"tools/call","params":{"name":"ok","arguments":"x"}}'],
      [200, '{"id":1,"method":"tools/call","params":{"name":"ok","arguments":{"n":1e400}}}'],
      [200, '{"id":1,"method":"tools/call"}'],
      [415, '{"method":"x"}', { 'content-type': 'application/json; charset=utf-7' }],
      [415, '{"method":"x"}', { 'content-type': ['application/json', 'application/json; charset=utf-16'] }],
      [415, '{"method":"x"}', { ...JSON_TYPE, 'content-encoding': 'br' }],
      [413, `{"method":"${'x'.repeat(17 * 1024 * 1024)}"}`],
    ]
    for (const [status, body, headers] of hostile)
      expect([
        (await send(url, { body, ...(headers === undefined ? {} : { headers }) })).status,
        body.slice(0, 90),
      ]).toEqual([status, body.slice(0, 90)])
    expect(upstream.received).toEqual([])
    await send(url, {
      body: '{"method":"x"}',
      headers: { 'content-type': 'application/json; charset=UTF-8' },
    })
    expect(upstream.received).toHaveLength(1)
  })

  it.each([
    'application/json; charset*0=utf-7',
    'application/json; charset*0="utf-"; charset*1=7',
    "application/json; charset*0*=us-ascii''utf-7",
    'application/json; charset="utf-8;7"',
    'application/json; charset=utf-8; charset*0=utf-7',
  ])('forwards no body whose type a reader of mail headers takes for another charset: %s', async (type) => {
    const { url, upstream } = await answering('')
    const body = '{"id":1,"method":"x+ACIALAAiAG0AZQB0AGgAbwBkACIAOgAi-tools/call","params":{"name":"bad"}}'
    expect((await send(url, { headers: { 'content-type': type }, body })).status).toBe(415)
    expect(upstream.received).toEqual([])
  })

  it.each([
    'application/json',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json; charset = utf8 ; profile=x',
  ])('forwards a body of the type %s', async (type) => {
    const { url, upstream } = await answering('')
    await send(url, { headers: { 'content-type': type }, body: '{"method":"x"}' })
    expect(upstream.received[0]?.headers['content-type']).toBe(type)
  })

  it('forwards no header that a gateway takes for one that was judged', async () => {
    const { url, upstream } = await answering('')
    const disguised = { content_type: 'application/json; charset=utf-7', Content_Encoding: 'gzip' }
    const headers = {
      ...JSON_TYPE,
      ...disguised,
      content_length: '1',
      transfer_encoding: 'chunked',
      x_own: '1',
    }
    await send(url, { headers, body: '{"method":"x"}' })
    const names = Object.keys(upstream.received[0]?.headers ?? {})
    expect(names.filter((name) => name.includes('_'))).toEqual(['x_own'])
  })

  it('denies nothing when it only observes, and says so in the events', async () => {
    const upstream = await openUpstream((_, response) => echoes(response, LIST))
    const { url, calls } = await openHttpProxy(POLICY, upstream.url, { observeOnly: true })
    expect((await send(url, { body: call('bad') })).text).toBe(LIST)
    expect(calls()[0]).toMatchObject({ result: 'allowed', would_deny: true, rule: 'never' })
  })
})

describe('hidden tools', () => {
  const ASK = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'

  it('are in no list, whatever carries it', async () => {
    const carried: [type: string, text: string, shown: string][] = [
      ['application/json', LIST, SHOWN],
      ['text/plain', LIST, SHOWN],
      ['application/json', `[${LIST}]`, `[${SHOWN}]`],
      [
        'text/event-stream',
        `event: message\nid: 3\ndata: ${LIST}\n\n`,
        `event: message\nid: 3\ndata: ${SHOWN}\n\n`,
      ],
      ['TEXT/Event-Stream;x=y', `\xef\xbb\xbfdata: ${LIST}`, `data: ${SHOWN}\n\n`],
      [
        'text/event-stream',
        `data: ${LIST.slice(0, 17)}\rdata: ${LIST.slice(17)}\r\r`,
        `data: ${SHOWN.slice(0, 17)}\ndata: ${SHOWN.slice(17)}\n\n`,
      ],
    ]
    for (const [type, text, shown] of carried) {
      const { url } = await answering(text, type)
      const got = await send(url, { body: ASK })
      expect(got.text).not.toContain('secret_tool')
      expect(got.text).toBe(shown)
    }
  })

  it('are in no list behind a byte order mark, and the mark stays', async () => {
    const { url } = await answering(`\xef\xbb\xbf${LIST}`)
    expect((await send(url, { body: ASK })).text).toBe(`\xef\xbb\xbf${SHOWN}`)
  })

  it('are in no answer that a client could read in another charset', async () => {
    const wide = (text: string, type: BufferEncoding) => Buffer.from(text, type).toString('latin1')
    const carried: [type: string, text: string][] = [
      ['application/json', wide(`\uFEFF${LIST}`, 'utf16le')],
      ['application/json', wide(LIST, 'utf16le')],
      ['application/json', `\0${wide(LIST, 'utf16le').slice(0, -1)}`],
      ['application/json; charset=utf-7', LIST.replaceAll('_', '+AF8-')],
      ['text/event-stream; charset=utf-7', `data: ${LIST.replaceAll('_', '+AF8-')}\n\n`],
    ]
    for (const [type, text] of carried) {
      const { url } = await answering(text, type)
      const got = await send(url, { body: ASK })
      expect([got.status, got.text]).toEqual([502, expect.stringContaining('not in UTF-8')])
    }
    for (const type of ['application/json;charset=UTF-8', 'application/json;charset=ISO-8859-1']) {
      const { url } = await answering(LIST, type)
      expect((await send(url, { body: ASK })).text).toBe(SHOWN)
    }
  })

  it('are in no part of an answer, nor in a charset that the client asks for', async () => {
    const upstream = await openUpstream(({ headers }, response) => {
      const { range, 'accept-charset': charset } = headers
      if (range !== undefined || charset !== undefined) response.writeHead(206, JSON_TYPE).end(LIST.slice(9))
      else echoes(response, LIST)
    })
    const { url } = await openHttpProxy(POLICY, upstream.url)
    for (const asked of [{ range: 'bytes=9-' }, { 'accept-charset': 'utf-16' }])
      expect((await send(url, { headers: { ...JSON_TYPE, ...asked }, body: ASK })).text).toBe(SHOWN)
    const partial = await openUpstream((_, response) => {
      response.writeHead(206, JSON_TYPE).end(LIST.slice(9))
    })
    const other = await openHttpProxy(POLICY, partial.url)
    const { status, text } = await send(other.url, { body: ASK })
    expect([status, text]).toEqual([502, expect.not.stringContaining('secret_tool')])
  })

  it('are in no stream that a client resumes, however often', async () => {
    const { url } = await answering(`id: 3\ndata: ${LIST}\n\n`, 'text/event-stream')
    for (const id of ['1', '1'])
      expect((await send(url, { method: 'GET', headers: { 'last-event-id': id } })).text).toBe(
        `id: 3\ndata: ${SHOWN}\n\n`,
      )
  })

  it('are told apart when a character comes in two pieces', async () => {
    const list = `data: ${LIST.replace('echo', 'é€😀')}\n\n`
    const upstream = await openUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const bytes = Buffer.from(list)
      const next = (at: number): void => {
        if (at >= bytes.length) response.end()
        else response.write(bytes.subarray(at, at + 1), () => next(at + 1))
      }
      next(0)
    })
    const { url } = await openHttpProxy(POLICY, upstream.url)
    const { text } = await send(url, { body: ASK })
    expect(Buffer.from(text, 'latin1').toString()).toBe(list.replace('{"name":"secret_tool"},', ''))
  })
})

describe('the ends of things', () => {
  it('gives the reservation of a failed call back, and only once', async () => {
    const failed = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}'
    const answers = [failed, failed, '{"jsonrpc":"2.0","id":1,"result":{}}']
    const upstream = await openUpstream((_, response) => echoes(response, answers.shift() ?? failed))
    const { url, calls } = await openHttpProxy(POLICY, upstream.url)
    await send(url, { body: call('pay') })
    await send(url, { body: call('pay') })
    await send(url, { body: call('pay') })
    await send(url, { method: 'GET', headers: { 'last-event-id': '1' } })
    await send(url, { body: call('pay') })
    expect(calls().map(({ result }) => result)).toEqual(['allowed', 'allowed', 'allowed', 'denied'])
  })

  it('says so when the server cannot be reached, and answers the request by its id', async () => {
    const { url } = await openHttpProxy(POLICY, 'http://127.0.0.1:1/mcp')
    const { status, text } = await send(url, { body: call('ok', 99) })
    expect(status).toBe(502)
    expect(JSON.parse(text)).toEqual({
      jsonrpc: '2.0',
      id: 99,
      error: { code: -32_000, message: 'The MCP server cannot be reached or broke off (ECONNREFUSED).' },
    })
    expect((await send(url, { method: 'GET', headers: {} })).status).toBe(502)
  })

  it('answers what is open when a stream breaks off, but not when the client can resume it', async () => {
    for (const id of ['', 'id: 1\ndata:\n\n']) {
      const upstream = await openUpstream((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`${id}: working\n\n`, () => response.destroy())
      })
      const { url } = await openHttpProxy(POLICY, upstream.url)
      const text = await brokenText(url, call('ok', 5))
      expect(text.includes('"id":5,"error"')).toBe(id === '')
    }
  })

  it('leaves the server when the client goes', async () => {
    const upstream = await openUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n')
    })
    const { url } = await openHttpProxy(POLICY, upstream.url)
    const request = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    request.end(call('ok'))
    const [response] = await once(request, 'response')
    await once(response, 'data')
    request.destroy()
    request.on('error', () => {})
    response.on('error', () => {})
    expect(await received(upstream.received).end).toBe('gone')
  })

  it('leads no client to another server', async () => {
    const upstream = await openUpstream(({ method }, response) => {
      if (method === 'POST') response.writeHead(307, { location: 'http://127.0.0.1:1/mcp' }).end()
      else
        echoes(response, 'event: endpoint\ndata: http://127.0.0.1:1/m\n\ndata: more\n\n', 'text/event-stream')
    })
    const { url } = await openHttpProxy(POLICY, upstream.url)
    const { status, headers, text } = await send(url, { body: call('ok') })
    expect([status, headers.location]).toEqual([502, undefined])
    expect(text).toContain('--upstream')
    expect(await brokenText(url, undefined)).not.toContain('127.0.0.1:1')
  })
})

describe('who may call', () => {
  it('takes requests of this machine only, when it listens there only', async () => {
    const { url, upstream } = await answering('{}')
    const from = async (headers: OutgoingHttpHeaders) =>
      (await send(url, { headers: { ...JSON_TYPE, ...headers }, body: '{"method":"x"}' })).status
    expect(await from({ host: 'evil.example' })).toBe(403)
    expect(await from({ host: '127.0.0.1.evil.example' })).toBe(403)
    expect(await from({ origin: 'https://evil.example' })).toBe(403)
    expect(await from({ origin: 'null' })).toBe(403)
    expect(upstream.received).toEqual([])
    expect(await from({ host: 'localhost:1', origin: 'http://localhost:6274' })).toBe(200)
    expect(await from({ host: '[::1]:1' })).toBe(200)
  })

  it('takes pages that the operator names', async () => {
    const upstream = await openUpstream((_, response) => echoes(response, '{}'))
    const { url } = await openHttpProxy(POLICY, upstream.url, { allowOrigin: ['https://inspector.example'] })
    const headers = { ...JSON_TYPE, origin: 'https://inspector.example' }
    expect((await send(url, { headers, body: '{"method":"x"}' })).status).toBe(200)
  })

  it('answers other paths and methods itself', async () => {
    const { url, upstream } = await answering('{}')
    expect((await send(new URL('/admin', url), { body: '{}' })).status).toBe(404)
    expect((await send(new URL('/message?stream=x', url), { body: '{}' })).status).toBe(404)
    expect((await send(url, { method: 'PUT', body: '{}' })).status).toBe(405)
    expect(upstream.received).toEqual([])
  })

  it('outlives what is no HTTP', async () => {
    const { url } = await answering('{}')
    const socket = connect(Number(url.port), '127.0.0.1')
    socket.on('error', () => {})
    socket.end(
      'POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nnonsense',
    )
    socket.resume()
    await once(socket, 'close')
    expect((await send(url, { body: '{"method":"x"}' })).status).toBe(200)
  })
})

/** What came of an answer that does not end well. */
async function brokenText(url: URL, body: string | undefined): Promise<string> {
  const request = requestHttp(url, { method: body === undefined ? 'GET' : 'POST', headers: JSON_TYPE })
  request.end(body)
  const [response] = await once(request, 'response')
  let text = ''
  response.on('data', (piece: Buffer) => (text += piece.toString('latin1')))
  response.on('error', () => {})
  await until(() => response.destroyed === true || response.complete === true, 'end of the answer')
  return text
}

function received(all: readonly Received[]): Received {
  const [first] = all
  if (first === undefined) throw new Error('nothing was received')
  return first
}
