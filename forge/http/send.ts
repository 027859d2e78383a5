import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer'

/** Writes an answer. A JSON answer to GET gets an ETag, and 304 when the client has it. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  const content = contentOf(answer, response)
  if (answer.status === 200 && request.method === 'GET' && isJson(response)) {
    const etag = etagOf(content)
    response.setHeader('etag', etag)
    response.setHeader('cache-control', 'private, max-age=60, s-maxage=60')
    if (matches(request.headers['if-none-match'], etag)) {
      response.removeHeader('content-type')
      response.writeHead(304).end()
      return
    }
  }
  response.setHeader('content-length', content.length)
  response.writeHead(answer.status)
  response.end(request.method === 'HEAD' ? undefined : content)
}

/** Whether `send` would answer 304: such a request does not count against the rate limit. */
export function isUnchanged(request: IncomingMessage, answer: Answer): boolean {
  if (answer.status !== 200 || request.method !== 'GET' || answer.body === undefined) return false
  return matches(request.headers['if-none-match'], etagOf(Buffer.from(JSON.stringify(answer.body))))
}

function contentOf({ body }: Answer, response: ServerResponse): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  if (Buffer.isBuffer(body)) return body
  if (typeof body === 'string') return Buffer.from(body)
  if (!response.hasHeader('content-type')) {
    response.setHeader('content-type', 'application/json; charset=utf-8')
  }
  return Buffer.from(JSON.stringify(body))
}

function isJson(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('application/json')
}

function etagOf(content: Buffer): string {
  return `W/"${createHash('sha256').update(content).digest('hex')}"`
}

function matches(header: string | undefined, etag: string): boolean {
  const bare = etag.replace(/^W\//, '')
  return (header ?? '')
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === bare)
}
