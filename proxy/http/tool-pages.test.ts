import { describe, expect, it } from 'vitest'
import { HTTP_POLICY, JSON_TYPE, send } from '../testing/http-client'
import { openHttpProxy, openUpstream } from '../testing/open-http-proxy'

const PAGES: Readonly<Record<string, string>> = {
  '': '{"tools":[{"name":"a"}],"nextCursor":"2"}',
  2: '{"tools":[{"name":"b"}],"nextCursor":"3"}',
  3: '{"tools":[{"name":"c"}]}',
}

/** A proxy in front of a server with three pages of tools; `list` asks for one of them. */
async function openPages() {
  const upstream = await openUpstream(({ body, headers }, response) => {
    const [, cursor = ''] = /"cursor":"(\d)"/.exec(body) ?? []
    const session = headers['mcp-session-id']
    response.writeHead(200, { ...JSON_TYPE, ...(session === undefined ? {} : { 'mcp-session-id': session }) })
    response.end(`{"jsonrpc":"2.0","id":1,"result":${PAGES[cursor]}}`)
  })
  const { url, events } = await openHttpProxy(HTTP_POLICY, upstream.url)
  const list = async (client: string | undefined, cursor?: string) => {
    const params = cursor === undefined ? {} : { params: { cursor } }
    const headers = { ...JSON_TYPE, ...(client === undefined ? {} : { 'mcp-session-id': client }) }
    await send(url, {
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', ...params }),
    })
  }
  const seen = () => events().map(({ tools }) => (tools as { name: string }[]).map(({ name }) => name))
  return { list, seen }
}

describe('the tools of a server in pages', () => {
  it('are recorded whole, and once, when two clients list at the same time', async () => {
    const { list, seen } = await openPages()
    for (const cursor of [undefined, '2', '3']) for (const client of ['A', 'B']) await list(client, cursor)
    expect(seen()).toEqual([['a', 'b', 'c']])
  })

  it('are not recorded from a client that resumes in the middle, though another one began', async () => {
    const { list, seen } = await openPages()
    await list('A')
    await list('B', '2')
    await list('B', '3')
    expect(seen()).toEqual([])
    await list('A', '2')
    await list('A', '3')
    expect(seen()).toEqual([['a', 'b', 'c']])
  })

  it('are recorded whole where the server has no sessions, and clients cannot be told apart', async () => {
    const { list, seen } = await openPages()
    for (const cursor of [undefined, '2', '3']) for (const _ of ['A', 'B']) await list(undefined, cursor)
    expect(seen()).toEqual([['a', 'b', 'c']])
  })
})
