import type { ServerResponse } from 'node:http'
import { errorReply, INVALID_REQUEST } from '../denial'

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, json: string): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { 'content-type': 'application/json' }).end(json)
}

/** Answers with a JSON-RPC error of no request; the connection ends, because its body may not have been read. */
export function refuse(response: ServerResponse, status: number, why: string): void {
  response.shouldKeepAlive = false
  answerJson(response, status, errorReply(undefined, INVALID_REQUEST, why))
}

/** One answer, or several as a batch; undefined without any. */
export function joinReplies(replies: readonly string[]): string | undefined {
  return replies.length > 1 ? `[${replies.join(',')}]` : replies[0]
}

/** The server's answer with more replies at its end: a batch of which a part was denied is answered in one. */
export function withReply(answer: Buffer, reply: string | undefined): Buffer {
  if (reply === undefined) return answer
  const text = answer.toString('utf8').trim()
  const inner = (json: string) => json.replace(/^\[/, '').replace(/\]$/, '')
  return Buffer.from(text === '' || text === '[]' ? reply : `[${inner(text)},${inner(reply)}]`)
}
