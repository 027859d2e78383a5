import type { IncomingMessage, ServerResponse } from 'node:http'
import { SERVER_GONE } from '../denial'
import type { Session } from '../session'
import { answerJson, joinReplies, withReply } from './answer'
import type { BodyShare } from './body-room'
import { EventStream, messageEvent, readEvent, withData, type StreamEvent } from './event-stream'
import { forwardedToClient, isCoded, isEventStream, isOtherCharset } from './headers'
import { chunksOf, readBody } from './read-body'

/** A longer answer, or event of a stream, is taken for an attack on the memory. */
const LIMIT_BYTES = 64 * 1024 * 1024
/** A client that takes nothing of its answer for so long is cut off. */
const STALLED_MS = 60_000

const NOT_UTF8 = 'The answer of the MCP server is not in UTF-8.'
const TOO_LONG = 'The answer of the MCP server is too long.'
const UNANSWERED = 'The MCP server ended the stream without an answer.'
const NO_ROOM =
  'Too many long answers wait for their clients, so this one was dropped. What was asked for may have been done.'

/** What the server answers, and to whom it goes. */
export interface Relay {
  readonly session: Session
  readonly answer: IncomingMessage
  readonly response: ServerResponse
  /** What is held until the client has it takes room of it. */
  readonly share: BodyShare
  /** What the client gets beside it. */
  readonly reply?: string | undefined
  /** The data that an event gets instead of its own, before anything else is done with it; undefined leaves it. */
  readonly rewrite?: (event: StreamEvent) => string | undefined
}

/** Passes the server's answer on. Rejects when the server breaks off before anything was passed on. */
export async function relayAnswer(relay: Relay): Promise<void> {
  const { answer, response } = relay
  const why = unreadable(answer)
  if (why !== undefined) {
    answer.destroy()
    return answerGone(relay.session, response, why)
  }
  await (isEventStream(answer.headers) ? relayStream(relay) : relayBody(relay))
}

/** Ends what the client waits for, because there is nobody to answer it: each open request with an error. */
export function answerGone(session: Session, response: ServerResponse, why: string, status = 502): void {
  const replies = session.abandon(SERVER_GONE, why)
  const none = `{"jsonrpc":"2.0","id":null,"error":{"code":${SERVER_GONE},"message":${JSON.stringify(why)}}}`
  answerJson(response, status, joinReplies(replies) ?? none)
}

/** Why an answer must not be passed on. */
function unreadable({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  // A client would follow it around the proxy.
  if (statusCode >= 300 && statusCode < 400 && statusCode !== 304)
    return `The MCP server redirects to another address (${statusCode}). Start the proxy with that address as --upstream.`
  if (statusCode === 206) return 'The MCP server gave a part of its answer though it was asked for all of it.'
  if (isOtherCharset(headers)) return NOT_UTF8
  if (isCoded(headers)) return 'The MCP server compresses its answers though it was asked not to.'
  return undefined
}

async function relayBody({ session, answer, response, share, reply }: Relay): Promise<void> {
  let full = false
  const body = await readBody(answer, LIMIT_BYTES, (bytes) => share.take(bytes) || !(full = true))
  if (body === undefined) return answerGone(session, response, full ? NO_ROOM : TOO_LONG)
  if (isWide(body)) return answerGone(session, response, NOT_UTF8)
  const status = answer.statusCode ?? 502
  const shown = session.fromServer(body)
  const headers = forwardedToClient(answer.headers)
  if (reply === undefined || status >= 300) {
    const length = status === 204 || status === 304 ? {} : { 'content-length': shown.length }
    return end(response.writeHead(status, { ...headers, ...length }), shown)
  }
  const all = withReply(shown, reply)
  // An empty answer had no type, and one to notifications alone no content.
  const own = { 'content-type': 'application/json', 'content-length': all.length }
  end(response.writeHead(200, { ...headers, ...own }), all)
}

/** Most of it is out of our hands at once; who does not take the rest is cut off. */
function end(response: ServerResponse, rest: Buffer): void {
  response.end(rest)
  if (response.writableLength > 0) response.setTimeout(STALLED_MS, () => response.destroy())
}

/** Whether JSON readers that look at the first bytes (RFC 4627 §3) take a text for UTF-16 or UTF-32. */
function isWide(body: Buffer): boolean {
  return body.subarray(0, 4).includes(0) || /^(?:\xfe\xff|\xff\xfe)/.test(body.toString('latin1', 0, 2))
}

async function relayStream({ session, answer, response, share, reply, rewrite }: Relay): Promise<void> {
  const { 'content-length': _, ...headers } = forwardedToClient(answer.headers)
  response.writeHead(answer.statusCode ?? 200, headers)
  response.flushHeaders()
  if (reply !== undefined) response.write(messageEvent(reply))
  const stream = new EventStream(LIMIT_BYTES)
  let resumable = false
  const shown = (bytes: Buffer): Buffer => {
    const event = readEvent(bytes)
    if (event === undefined) return bytes
    resumable ||= event.hasId
    const data = rewrite?.(event) ?? event.data
    const seen = session.fromServer(Buffer.from(data)).toString('utf8')
    return seen === event.data ? bytes : withData(bytes, seen)
  }
  try {
    for await (const chunk of chunksOf(answer)) {
      if (!share.take(chunk.length)) throw new NoRoom(NO_ROOM)
      const events = stream.push(chunk)
      if (events.length === 0) continue
      await write(response, events.map(shown))
      // What is left is a part of one chunk, and what is open still.
      share.keep(session.openBytes)
    }
    const rest = [stream.rest()].filter(({ length }) => length > 0).map(shown)
    const open = resumable ? [] : session.abandon(SERVER_GONE, UNANSWERED).map(messageEvent)
    // Readers drop an event without an end: behind it nothing would be found.
    await write(response, open.length > 0 ? open : rest)
    response.end()
  } catch (error) {
    // A client that can resume asks again; the others would wait for ever.
    if (!resumable)
      for (const open of session.abandon(SERVER_GONE, brokenOff(error))) response.write(messageEvent(open))
    // What was written goes out; that the stream is no whole one must be seen.
    response.write('', () => response.destroy())
  }
}

/** The proxy breaks off: it has no room for an event. */
class NoRoom extends Error {}

/** Why there is no answer, for people. */
export function brokenOff(error: unknown): string {
  if (error instanceof NoRoom) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = code === '' ? (error instanceof Error ? error.message : String(error)) : code
  return `The MCP server cannot be reached or broke off (${why}).`
}

/** Waits while the client does not read. */
async function write(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  if (pieces.length === 0 || response.write(Buffer.concat(pieces)) || response.destroyed) return
  // Nobody listens for the end of this time, so that the connection is cut off.
  response.setTimeout(STALLED_MS)
  await new Promise<void>((resolve) => {
    // Neither may stay behind: a stream waits very often in its life.
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
  response.setTimeout(0)
}
