import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startEverything } from '../testing/everything-server'
import { openHttpProxy } from '../testing/open-http-proxy'

const POLICY = `version: "1"
hide: [get-env]
tools:
  echo: { rules: [{ name: short, conditions: [{ path: args.message, op: regex, value: "^.{0,20}$" }], on_deny: "Too long." }] }
`

const servers = new Map<string, { url: URL; stop: () => void }>()

beforeAll(async () => {
  for (const name of ['streamableHttp', 'sse'] as const) servers.set(name, await startEverything(name))
})

afterAll(() => {
  for (const { stop } of servers.values()) stop()
})

function serverOf(name: string): URL {
  const server = servers.get(name)
  if (server === undefined) throw new Error(`no server for ${name}`)
  return server.url
}

async function connected(transport: Transport, name = 'tester'): Promise<Client> {
  const client = new Client({ name, version: '1' }, { capabilities: { sampling: {} } })
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: 'sampled' },
  }))
  onTestFinished(() => client.close())
  await client.connect(transport)
  return client
}

async function echo(client: Client, message: string): Promise<string> {
  const { content } = await client.callTool({ name: 'echo', arguments: { message } })
  return JSON.stringify(content)
}

const TRANSPORTS = {
  streamableHttp: (url: URL) => new StreamableHTTPClientTransport(new URL('/mcp', url)),
  sse: (url: URL) => new SSEClientTransport(new URL('/sse', url)),
}

describe.each(['streamableHttp', 'sse'] as const)(
  'server-everything over %s, with the client of the SDK',
  (name) => {
    it('works as without the proxy, but for what the policy says', async () => {
      const upstream = serverOf(name)
      const { url, calls } = await openHttpProxy(POLICY, upstream)
      const [bare, client] = [
        await connected(TRANSPORTS[name](upstream)),
        await connected(TRANSPORTS[name](url)),
      ]
      const { tools: all } = await bare.listTools()
      const { tools } = await client.listTools()
      expect(all.map((tool) => tool.name)).toContain('get-env')
      expect(tools).toEqual(all.filter((tool) => tool.name !== 'get-env'))
      expect(await echo(client, 'short')).toBe(await echo(bare, 'short'))
      expect(await echo(client, 'é€😀'.repeat(20))).toContain('Too long.')
      const hidden = await client.callTool({ name: 'get-env' })
      expect(JSON.stringify(hidden)).toContain('[INTERCEPT POLICY DENIED]')
      const seen: number[] = []
      const onprogress = ({ progress }: { progress: number }) => void seen.push(progress)
      const steps = { name: 'trigger-long-running-operation', arguments: { duration: 0.3, steps: 3 } }
      await client.callTool(steps, undefined, { onprogress })
      // The client of the SDK drops the last one when it arrives together with the answer.
      expect(seen.slice(0, 2)).toEqual([1, 2])
      const sampled = { name: 'trigger-sampling-request', arguments: { prompt: 'x', maxTokens: 5 } }
      expect(JSON.stringify(await client.callTool(sampled))).toContain('sampled')
      expect(calls().map(({ tool, result }) => [tool, result])).toEqual([
        ['echo', 'allowed'],
        ['echo', 'denied'],
        ['get-env', 'denied'],
        ['trigger-long-running-operation', 'allowed'],
        ['trigger-sampling-request', 'allowed'],
      ])
      for (const event of calls()) expect(event.client).toEqual({ name: 'tester', version: '1' })
    })

    it('keeps ten sessions at the same time apart', async () => {
      const { url, calls } = await openHttpProxy(POLICY, serverOf(name))
      const clients = await Promise.all(
        Array.from({ length: 10 }, (_, i) => connected(TRANSPORTS[name](url), `client-${i}`)),
      )
      const answers = await Promise.all(
        clients.flatMap((client, i) => [0, 1, 2].map((n) => echo(client, `${i} says ${n}`))),
      )
      expect(answers.map((answer) => /\d says \d/.exec(answer)?.[0])).toEqual(
        clients.flatMap((_, i) => [0, 1, 2].map((n) => `${i} says ${n}`)),
      )
      const names = calls().map(({ client }) => JSON.stringify(client))
      expect(new Set(names).size).toBe(10)
    })
  },
)

it('lets a client resume a stream, and end its session', async () => {
  const { url } = await openHttpProxy(POLICY, serverOf('streamableHttp'))
  const transport = TRANSPORTS.streamableHttp(url)
  await connected(transport)
  const session = { 'mcp-session-id': transport.sessionId ?? '', 'mcp-protocol-version': '2025-06-18' }
  const post = {
    ...session,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  }
  const ask = (method: string) =>
    fetch(url, {
      method: 'POST',
      headers: post,
      body: `{"jsonrpc":"2.0","id":"${method}","method":"${method}"}`,
    })
  const pinged = await (await ask('ping')).text()
  const listed = await (await ask('tools/list')).text()
  const seen = {
    ...session,
    accept: 'text/event-stream',
    'last-event-id': /^id: (.*)$/m.exec(pinged)?.[1] ?? '',
  }
  await transport.close()
  const again = await fetch(url, { headers: seen })
  const resumed = await textUntil(again, '"id":"tools/list"')
  expect(resumed).toBe(listed)
  expect(resumed).not.toContain('get-env')
  expect((await fetch(url, { method: 'DELETE', headers: session })).status).toBe(200)
  expect((await ask('ping')).status).toBe(400)
})

/** Reads an answer that does not end, until an event with this text is whole. */
async function textUntil(response: Response, part: string): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes(part) && text.endsWith('\n\n')) break
  }
  return text
}
