import { request as requestHttp, type ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { call, echoes, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

const FAILED = '{"jsonrpc":"2.0","id":1,"error":{"code":0,"message":"Request cancelled"}}'
const CANCEL = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}'
const INITIALIZE = '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}'

/** A server that answers a call of `pay` with an error: when it is cancelled, or `atOnce`. */
async function cancelling({ atOnce = false } = {}) {
  let open: ServerResponse | undefined
  const upstream = await openUpstream(({ body }, response) => {
    if (body === INITIALIZE) return response.writeHead(200, { 'mcp-session-id': 's' }).end('{}')
    if (body !== CANCEL && !atOnce) return (open = response)
    if (open !== undefined) echoes(open, FAILED)
    return echoes(response, atOnce ? FAILED : '')
  })
  const { url, calls } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const post = (body: string, session?: string) =>
    send(url, {
      headers: session === undefined ? JSON_TYPE : { ...JSON_TYPE, 'mcp-session-id': session },
      body,
    })
  /** The server has the call before the client cancels it. */
  const callAndCancel = async (session?: string) => {
    const before = upstream.received.length
    const answer = post(call('pay'), session)
    await expect.poll(() => upstream.received.length).toBe(before + 1)
    await post(CANCEL, session)
    await answer
  }
  return { post, callAndCancel, results: () => calls().map(({ result }) => result) }
}

describe('the budget of a call', () => {
  it.each([
    ['of a session', INITIALIZE, 's'],
    ['of a session that the proxy did not see begin', undefined, 'older'],
    ['of a server without sessions', undefined, undefined],
  ])('%s is not given back when the client cancels it with another request', async (_, first, session) => {
    const { post, callAndCancel, results } = await cancelling()
    if (first !== undefined) await post(first)
    await callAndCancel(session)
    await post(call('pay'), session)
    expect(results()).toEqual(['allowed', 'denied'])
  })

  it.each([
    ['is open', false],
    ['was left open by its client', true],
  ])('is not given back by the error of another request with its id, which %s', async (_, leaves) => {
    let slow: ServerResponse | undefined
    const upstream = await openUpstream(({ body }, response) => {
      if (body === INITIALIZE) return response.writeHead(200, { 'mcp-session-id': 's' }).end('{}')
      if (body.includes('pay')) return echoes(response, FAILED)
      return (slow = response)
    })
    const { url, calls } = await openHttpProxy(HTTP_POLICY, upstream.url)
    const headers = { ...JSON_TYPE, 'mcp-session-id': 's' }
    await send(url, { body: INITIALIZE })
    const other = requestHttp(url, { method: 'POST', headers })
    other.on('error', () => {}).end('{"jsonrpc":"2.0","id":1,"method":"slow"}')
    await expect.poll(() => slow).toBeDefined()
    if (leaves) other.destroy()
    await (leaves ? upstream.received[1]?.end : undefined)
    for (let i = 0; i < 2; i++) await send(url, { headers, body: call('pay') })
    other.destroy()
    expect(calls().map(({ result }) => result)).toEqual(['allowed', 'denied'])
  })

  it('is given back to clients without a session, whatever one of them does with its ids', async () => {
    const upstream = await openUpstream(({ body }, response) => {
      if (body.includes('pay')) echoes(response, FAILED)
    })
    const { url, calls } = await openHttpProxy(HTTP_POLICY, upstream.url)
    const other = requestHttp(url, { method: 'POST', headers: JSON_TYPE })
    other.on('error', () => {}).end('{"jsonrpc":"2.0","id":1,"method":"slow"}')
    await expect.poll(() => upstream.received.length).toBe(1)
    other.destroy()
    expect(await upstream.received[0]?.end).toBe('gone')
    await send(url, { body: '{"jsonrpc":"2.0","id":null,"method":"pay"}' })
    for (let i = 0; i < 3; i++) await send(url, { body: call('pay') })
    expect(calls().map(({ result }) => result)).toEqual(['allowed', 'allowed', 'allowed'])
  })

  it('is given back to a session that cancelled nothing, whatever others do', async () => {
    const { post, results } = await cancelling({ atOnce: true })
    await post(INITIALIZE)
    await post(CANCEL, 'other')
    await post(CANCEL)
    for (let i = 0; i < 3; i++) await post(call('pay'), 's')
    expect(results()).toEqual(['allowed', 'allowed', 'allowed'])
  })
})
