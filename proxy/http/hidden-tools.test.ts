import { describe, expect, it } from 'vitest'
import { answering, echoes, HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

const LIST = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret_tool"},{"name":"echo"}]}}'
const SHOWN = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"echo"}]}}'

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
    const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
    for (const asked of [{ range: 'bytes=9-' }, { 'accept-charset': 'utf-16' }])
      expect((await send(url, { headers: { ...JSON_TYPE, ...asked }, body: ASK })).text).toBe(SHOWN)
    const partial = await openUpstream((_, response) => {
      response.writeHead(206, JSON_TYPE).end(LIST.slice(9))
    })
    const other = await openHttpProxy(HTTP_POLICY, partial.url)
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
    const { url } = await openHttpProxy(HTTP_POLICY, upstream.url)
    const { text } = await send(url, { body: ASK })
    expect(Buffer.from(text, 'latin1').toString()).toBe(list.replace('{"name":"secret_tool"},', ''))
  })
})
