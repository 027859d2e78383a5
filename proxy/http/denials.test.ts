import { type OutgoingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { answering, call, echoes, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

const LIST = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret_tool"},{"name":"echo"}]}}'

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
      mcp_name: 'bad',
      Mcp_Method: 'tools/call',
      x_own: '1',
    }
    await send(url, { headers, body: '{"method":"x"}' })
    const names = Object.keys(upstream.received[0]?.headers ?? {})
    expect(names.filter((name) => name.includes('_'))).toEqual(['x_own'])
  })

  describe('of a message whose headers say something else', () => {
    const message = (method: string, params: object) =>
      JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: { ...params } })
    const READ = message('resources/read', { uri: 'file:///a' })
    const VERSION = 'io.modelcontextprotocol/protocolVersion'

    it.each<[said: string, body: string, headers: OutgoingHttpHeaders]>([
      ['another tool', call('ok', 7), { 'mcp-method': 'tools/call', 'mcp-name': 'bad' }],
      ['another tool in Base64', call('ok', 7), { 'mcp-name': '=?base64?YmFk?=' }],
      ['a tool in bad Base64', call('ok', 7), { 'mcp-name': '=?base64?%%?=' }],
      ['two tools', call('ok', 7), { 'mcp-name': ['ok', 'bad'] }],
      ['another case', call('ok', 7), { 'mcp-method': 'Tools/Call' }],
      ['a call of what is none', message('ping', {}), { 'mcp-method': 'tools/call', 'mcp-name': 'bad' }],
      ['one of two methods', '{"id":7,"method":"x","method":"y"}', { 'mcp-method': 'y' }],
      ['a method of an answer', '{"id":7,"result":{}}', { 'mcp-method': 'tools/call' }],
      ['another resource', READ, { 'mcp-name': 'file:///b' }],
      [
        'another revision',
        message('ping', { _meta: { [VERSION]: '2026-07-28' } }),
        { 'mcp-protocol-version': '2025-06-18' },
      ],
    ])('forwards none that says %s', async (_, body, headers) => {
      const { url, upstream, calls } = await answering('{"jsonrpc":"2.0","id":7,"result":{}}')
      const { status, text } = await send(url, { body, headers: { ...JSON_TYPE, ...headers } })
      expect([status, upstream.received]).toEqual([400, []])
      expect(JSON.parse(text)).toMatchObject({ error: { code: -32020 } })
      expect(calls()[0]).toMatchObject({
        result: 'denied',
        message: expect.stringMatching(/^Header mismatch/),
      })
    })

    it('answers the request that it refuses, and logs the tool that it names', async () => {
      const { url, calls } = await answering('')
      const headers = { ...JSON_TYPE, 'mcp-name': 'bad' }
      const { text } = await send(url, { body: call('ok', 7), headers })
      const message = 'Header mismatch: Mcp-Name is "bad", the message has "ok".'
      expect(JSON.parse(text)).toEqual({ jsonrpc: '2.0', id: 7, error: { code: -32020, message } })
      expect(calls()).toEqual([expect.objectContaining({ tool: 'ok', result: 'denied', message })])
    })

    it('names few of many values that a message has', async () => {
      const { url, calls } = await answering('')
      const methods = Array.from({ length: 20_000 }, (_, n) => `"method":"m${n}"`)
      const headers = { ...JSON_TYPE, 'mcp-method': 'm0' }
      await send(url, { body: `{"id":7,${methods.join()}}`, headers })
      const message =
        'Header mismatch: Mcp-Method is "m0", the message has "m0" and "m1" and "m2" and 19997 more.'
      expect(calls()).toEqual([expect.objectContaining({ result: 'denied', message })])
    })

    it('forwards no batch that says what its message is', async () => {
      const { url, upstream } = await answering('[]')
      const headers = { ...JSON_TYPE, 'mcp-method': 'tools/call' }
      expect((await send(url, { body: `[${call('ok')}]`, headers })).status).toBe(400)
      expect(upstream.received).toEqual([])
    })

    it.each<[body: string, headers: OutgoingHttpHeaders]>([
      [call('ok'), { 'mcp-method': 'tools/call', 'mcp-name': 'ok', 'mcp-protocol-version': '2026-07-28' }],
      [call('ok'), { 'mcp-name': '=?base64?b2s=?=' }],
      [READ, { 'mcp-method': 'resources/read', 'mcp-name': 'file:///a', 'mcp-param-region': 'us' }],
      [message('tasks/get', { taskId: '5' }), { 'mcp-method': 'tasks/get', 'mcp-name': '5' }],
      [
        message('ping', { _meta: { [VERSION]: '2026-07-28' } }),
        { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'ping' },
      ],
    ])('forwards what its headers say: %s', async (body, headers) => {
      const { url, upstream } = await answering('')
      await send(url, { body, headers: { ...JSON_TYPE, ...headers } })
      expect(upstream.received).toEqual([expect.objectContaining({ body })])
      expect(upstream.received[0]?.headers).toMatchObject(headers)
    })

    it('forwards it when it only observes, and says so in the events', async () => {
      const upstream = await openUpstream((_, response) => echoes(response, LIST))
      const { url, calls } = await openHttpProxy(HTTP_POLICY, upstream.url, { observeOnly: true })
      await send(url, { body: call('ok'), headers: { ...JSON_TYPE, 'mcp-name': 'bad' } })
      expect(upstream.received).toEqual([expect.objectContaining({ body: call('ok') })])
      expect(calls()).toEqual([expect.objectContaining({ result: 'allowed', would_deny: true })])
    })
  })

  it('denies nothing when it only observes, and says so in the events', async () => {
    const upstream = await openUpstream((_, response) => echoes(response, LIST))
    const { url, calls } = await openHttpProxy(HTTP_POLICY, upstream.url, { observeOnly: true })
    expect((await send(url, { body: call('bad') })).text).toBe(LIST)
    expect(calls()[0]).toMatchObject({ result: 'allowed', would_deny: true, rule: 'never' })
  })
})
