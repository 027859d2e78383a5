import { once } from 'node:events'
import { type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { answering, echoes, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

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
    const { url } = await openHttpProxy(HTTP_POLICY, upstream.url, {
      allowOrigin: ['https://inspector.example'],
    })
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

  it.each([
    ['//', 404],
    ['//x/mcp', 404],
    ['*', 404],
    ['http://', 404],
    ['http://localhost/mcp', 200],
    ['/x/../mcp?y=1', 200],
  ])('takes %s for a path, or for a whole address', async (target, status) => {
    const { url } = await answering('{}')
    const socket = connect(Number(url.port), '127.0.0.1')
    socket.write(
      `POST ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{"method":"x"}`,
    )
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
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
