import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { MIRRORED } from '../mirrored-headers'

/** RFC 9110 §7.6.1: of one connection, never passed on; the older ones too. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** And ours to say: whom we ask, how long the body is, and that we must be able to read the answer, all of it. */
const NOT_TO_SERVER = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'accept-charset',
  'accept-encoding',
  'expect',
  'range',
  'if-range',
])
/** And what would lead a client around the proxy. */
const NOT_TO_CLIENT = new Set([
  ...HOP_BY_HOP,
  'alt-svc',
  'content-location',
  'location',
  'refresh',
  'content-length',
])

/** The client's headers as the server gets them: `Authorization` and `Mcp-*` among them, untouched. Of `Mcp-Param-*` only the server knows what they repeat. */
export function forwardedToServer(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const sent = endToEnd(headers, NOT_TO_SERVER)
  sent['accept-encoding'] = 'identity'
  return sent
}

/** The server's headers as the client gets them. */
export function forwardedToClient(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return endToEnd(headers, NOT_TO_CLIENT)
}

const JUDGED = new Set([
  'content-type',
  'content-encoding',
  'content-length',
  'transfer-encoding',
  ...MIRRORED,
])

/** Gateways that hand headers on as variables (RFC 3875 §4.1.18) take `content_encoding` for `content-encoding`, which we did not judge. */
function isDisguised(name: string): boolean {
  return name.includes('_') && JUDGED.has(name.replaceAll('_', '-'))
}

function endToEnd(headers: IncomingHttpHeaders, without: ReadonlySet<string>): OutgoingHttpHeaders {
  const named = namedBy(headers.connection)
  const kept: OutgoingHttpHeaders = {}
  for (const name in headers)
    if (!without.has(name) && !named?.includes(name) && !isDisguised(name)) kept[name] = headers[name]
  return kept
}

/** The headers that a sender means for the next hop alone. */
function namedBy(connection: string | undefined): string[] | undefined {
  if (connection === undefined || connection === 'keep-alive') return undefined
  return connection.split(',').map((name) => name.trim().toLowerCase())
}

/**
 * Why a body with these headers must not be judged; undefined when it may be. A server would decode it before it reads it and could find
 * another message in it than we did: `utf-7`, which some accept, makes quotes of letters; a compressed text may be valid JSON as well.
 */
export function otherEncoding(headers: NodeJS.Dict<string[]>): string | undefined {
  const encodings = headers['content-encoding'] ?? []
  if (encodings.some((encoding) => encoding.trim().toLowerCase() !== 'identity'))
    return 'The body must not be compressed.'
  const types = headers['content-type'] ?? []
  if (types.length > 1 || types.some((type) => !namesOnly(type, UTF8))) return 'The body must be UTF-8.'
  return undefined
}

const UTF8 = /^(?:utf-?8|us-ascii)$/i

/**
 * Whether each charset that a type may name is one of `charsets`. Only `charset=NAME` is understood: readers of mail headers, which some
 * servers are built on, also put a name together from `charset*0=utf-; charset*1=7` (RFC 2231 §3).
 */
function namesOnly(type: string, charsets: RegExp): boolean {
  const mentions = type.match(/charset/gi)
  if (mentions === null) return true
  const plain = [...type.matchAll(/;\s*charset\s*=\s*("?)([\w.:-]+)\1\s*(?=;|$)/gi)]
  return plain.length === mentions.length && plain.every(([, , name = '']) => charsets.test(name))
}

/** Whether an answer is a stream of events. */
export function isEventStream({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /^\s*text\/event-stream\s*(?:;|$)/i.test(type)
}

/** In each of these, JSON of ASCII signs is the same bytes. */
const LIKE_ASCII = /^(?:utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d)$/i

/** Whether an answer says that it is in a charset in which we would not find the names of tools. */
export function isOtherCharset({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return !namesOnly(type, LIKE_ASCII)
}

/** Whether an answer is in a coding that we cannot read, though we asked for none. */
export function isCoded({ 'content-encoding': coding = 'identity' }: IncomingHttpHeaders): boolean {
  return coding.trim().toLowerCase() !== 'identity'
}
