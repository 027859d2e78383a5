import { expect, it } from 'vitest'
import { call, openSession } from './testing/open-session'

const INFO = { name: 'desk-agent', version: '4.2' }
const INITIALIZE = `${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { clientInfo: { name: 'shell', version: '1' } } })}\n`

/** A call of MCP 2026-07-28, which says in its `_meta` who sends it. */
function introduced(tool: string, info: unknown, key = 'io.modelcontextprotocol/clientInfo'): string {
  const params = { name: tool, arguments: {}, _meta: { [key]: info } }
  return `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`
}

it('a decision names the client that its call names, whoever introduced itself before, and nobody else', () => {
  const { send, events } = openSession()
  send(introduced('echo', INFO))
  send(call('echo'))
  send(INITIALIZE)
  send(introduced('delete_repo', INFO))
  send(call('delete_repo'))
  expect(events()).toMatchObject([
    { tool: 'echo', client: INFO },
    { tool: 'echo' },
    { tool: 'delete_repo', result: 'denied', client: INFO },
    { tool: 'delete_repo', result: 'denied', client: { name: 'shell', version: '1' } },
  ])
  expect(events()[1]).not.toHaveProperty('client')
})

it('a slash of its name may be escaped, as PHP does', () => {
  const { send, events } = openSession()
  send(introduced('echo', INFO).replace('/clientInfo', String.raw`\/clientInfo`))
  expect(events()).toMatchObject([{ client: INFO }])
})

it('a call that cannot be judged names its client as well', () => {
  const { send, events } = openSession()
  send(introduced('echo', INFO).replace('"arguments":{}', '"arguments":7'))
  expect(events()).toMatchObject([{ result: 'denied', client: INFO }])
})

it('what says nothing of a client is nobody: a text, another member, another place', () => {
  const { send, events } = openSession()
  send(INITIALIZE)
  send(introduced('echo', 'desk-agent'))
  send(introduced('echo', INFO, 'clientInfo'))
  send(call('echo', { _meta: { 'io.modelcontextprotocol/clientInfo': INFO } }))
  const shell = { client: { name: 'shell', version: '1' } }
  expect(events()).toMatchObject([shell, shell, shell])
})

it('no client makes a line of the log as long as it likes, and each gets its call through as it came', () => {
  const { send, events } = openSession()
  const text = introduced('echo', { name: 'x'.repeat(5000), version: 7 })
  expect(send(text).forward).toBe(text)
  expect(events()).toMatchObject([{ client: { name: 'x'.repeat(200), version: '' } }])
})
