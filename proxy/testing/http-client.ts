import { once } from 'node:events'
import { request as requestHttp, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { openHttpProxy, openUpstream } from './open-http-proxy'
import { until } from './running-proxy'

export const HTTP_POLICY = `version: "1"
hide: [secret_tool]
tools:
  bad: { rules: [{ name: never, action: deny, on_deny: "Not this one." }] }
  pay: { rules: [{ name: budget, rate_limit: 1/day }] }
`
export const JSON_TYPE = { 'content-type': 'application/json' }

export function call(tool: string, id: unknown = 1): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool, arguments: {} } })
}

/** A request without the help of `fetch`, which hides headers and follows redirects. Text is Latin-1: bytes. */
export async function send(
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

/** Answers with 200 and a text of Latin-1. */
export function echoes(response: ServerResponse, text: string, type = 'application/json'): void {
  response.writeHead(200, { 'content-type': type }).end(Buffer.from(text, 'latin1'))
}

/** Proxy and server; the server answers each request with the same. */
export async function answering(text: string, type?: string) {
  const upstream = await openUpstream((_, response) => echoes(response, text, type))
  return { upstream, ...(await openHttpProxy(HTTP_POLICY, upstream.url)) }
}

/** What came of an answer that does not end well. */
export async function brokenText(url: URL, body: string | undefined): Promise<string> {
  const request = requestHttp(url, { method: body === undefined ? 'GET' : 'POST', headers: JSON_TYPE })
  request.end(body)
  const [response] = await once(request, 'response')
  let text = ''
  response.on('data', (piece: Buffer) => (text += piece.toString('latin1')))
  response.on('error', () => {})
  await until(() => response.destroyed === true || response.complete === true, 'end of the answer')
  return text
}
