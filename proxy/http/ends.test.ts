import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { describe, expect, it } from 'vitest'
import { answering, brokenText, call, echoes, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

describe('the ends of things', () => {
  it('gives the reservation of a failed call back, and only once', async () => {
    const failed = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}'
    const answers = [failed, failed, '{"jsonrpc":"2.0","id":1,"result":{}}']
    const upstream = await openUpstream((_, response) => echoes(response, answers.shift() ?? failed))
    const { url, calls } = await openHttpProxy(HTTP_POLICY, upstream.url)
    await send(url, { body: call('pay') })
    await send(url, { body: call('pay') })
    await send(url, { body: call('pay') })
    await send(url, { method: 'GET', headers: { 'last-event-id': '1' } })
    await send(url, { body: call('pay') })
    expect(calls().map(({ result }) => result)).toEqual(['allowed', 'allowed', 'allowed', 'denied'])
  })

  it('says so when the server cannot be reached, and answers the request by its id', async () => {
    const { url } = await openHttpProxy(HTTP_POLICY, 'http://127.0.0.1:1/mcp')
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
      const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
      const text = await brokenText(url, call('ok', 5))
      expect(text.includes('"id":5,"error"')).toBe(id === '')
    }
  })

  it('answers what is open when a stream ends without the answer, but not when the client can resume it', async () => {
    for (const id of ['', 'id: 1\ndata:\n\n']) {
      const { url } = await answering(`${id}: working\n\ndata: half`, 'text/event-stream')
      const { text } = await send(url, { body: call('ok', 5) })
      const message = '{"code":-32000,"message":"The MCP server ended the stream without an answer."}'
      const answer = `event: message\ndata: {"jsonrpc":"2.0","id":5,"error":${message}}\n\n`
      expect(text).toBe(`${id}: working\n\n${id === '' ? answer : 'data: half'}`)
    }
  })

  it('leaves the server when the client goes', async () => {
    const upstream = await openUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n')
    })
    const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
    const request = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    request.end(call('ok'))
    const [response] = await once(request, 'response')
    await once(response, 'data')
    request.destroy()
    request.on('error', () => {})
    response.on('error', () => {})
    expect(await upstream.received[0]?.end).toBe('gone')
  })

  it('leads no client to another server', async () => {
    const upstream = await openUpstream(({ method }, response) => {
      if (method === 'POST') response.writeHead(307, { location: 'http://127.0.0.1:1/mcp' }).end()
      else
        echoes(response, 'event: endpoint\ndata: http://127.0.0.1:1/m\n\ndata: more\n\n', 'text/event-stream')
    })
    const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
    const { status, headers, text } = await send(url, { body: call('ok') })
    expect([status, headers.location]).toEqual([502, undefined])
    expect(text).toContain('--upstream')
    expect(await brokenText(url, undefined)).not.toContain('127.0.0.1:1')
  })
})
