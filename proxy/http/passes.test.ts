import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answering, call, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

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

  it('passes a stream of any length to a client that reads slowly, and leaves nothing behind for each wait', async () => {
    const event = `data: ${'x'.repeat(100_000)}\n\n`
    const { url } = await answering(event.repeat(300), 'text/event-stream')
    const warnings: string[] = []
    const note = ({ name }: Error) => warnings.push(name)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    expect((await send(url, { body: '{"method":"x"}' })).text).toBe(event.repeat(300))
    expect(warnings).toEqual([])
  })

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
    const { url, events } = await openHttpProxy(HTTP_POLICY, `${upstream.url.href}?key=k`)
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
