import { clientOfMessage, clientOfParams } from './client-info'
import { readClientMessage, type ClientMessage } from './client-message'
import { denialReply, errorReply, INVALID_REQUEST, PARSE_ERROR } from './denial'
import type { CallRecord, ClientInfo, Enforcer } from './enforcer'
import { elementsOf, isList, isObject, membersOf, stringAt, type Member, type Span } from './json-scan'
import { findMismatch, HEADER_MISMATCH } from './mirrored-headers'
import { ownCopy } from './own-copy'
import { Peer } from './peer'
import { PendingRequests, type Pending } from './pending'
import { readJson, type JsonText } from './read-json'
import { readAnswers, type ServerAnswer } from './server-message'
import { joinedPage, readToolLists, withoutElements } from './tool-list'

/** What becomes of a payload of the client. */
export interface Passage {
  /** For the server: the client's own bytes, less what was denied; absent when nothing is left. */
  readonly forward?: Uint8Array
  /** For the client, at once: JSON without a line end. */
  readonly reply?: string
  /** It was no JSON-RPC at all, or not what its headers say. */
  readonly malformed?: true
}

/** Of one message: `forward` says whether it passes. */
interface Outcome {
  readonly forward: boolean
  readonly reply?: string
  readonly malformed?: true
}

const PASSES: Outcome = { forward: true }

/** Revisions of MCP with batches put a few messages into one. A body has room for millions: to hold everybody up, and to fill the log. */
const MOST_MESSAGES = 1000

/**
 * One exchange of messages with a client: judges what it sends, and reads what it gets for the sake of its open requests. A connection
 * over standard input and output is one exchange; over Streamable HTTP each POST is, because its answers come on its own response.
 */
export class Session {
  readonly #enforcer: Enforcer
  readonly #pending = new PendingRequests<CallRecord>()
  readonly #peer: Peer

  /** `peer` is shared by the exchanges of one client. */
  constructor(enforcer: Enforcer, peer = new Peer()) {
    this.#enforcer = enforcer
    this.#peer = peer
  }

  /** Judges a line (with its end), or a body of the client and the headers it came with. */
  fromClient(bytes: Uint8Array, isLine: boolean, headers: NodeJS.Dict<string[]> = {}): Passage {
    const json = readJson(bytes, isLine)
    if (json === undefined) return this.#notJson(bytes)
    const mismatch = findMismatch(json, headers)
    if (mismatch !== undefined) return this.#mismatched(json, mismatch, bytes)
    return isList(json.text, json.start) ? this.#batch(json, bytes) : this.#single(json, bytes)
  }

  /** Passes on what the server sends: the same bytes, but for hidden tools. */
  fromServer(bytes: Buffer): Buffer {
    const text = bytes.toString('utf8')
    let shown = text
    // From the last to the first, so that cutting does not move what is still to be looked at.
    for (const answer of readAnswers(text).reverse()) shown = this.#answered(answer, shown)
    return shown === text ? bytes : Buffer.from(shown, 'utf8')
  }

  /** Ends every open request; returns an error for each, because the server is gone. */
  abandon(code: number, message: string): string[] {
    return this.#pending.takeAll().map(({ id }) => errorReply(id, code, message))
  }

  /** Requests without an answer. */
  get open(): number {
    return this.#pending.size
  }

  /** The memory that these take, about. */
  get openBytes(): number {
    return this.#pending.bytes
  }

  #notJson(bytes: Uint8Array): Passage {
    if (isBlank(bytes)) return { forward: bytes }
    return this.#refused(PARSE_ERROR, 'The message is not one JSON value in UTF-8.', bytes)
  }

  /** All of a payload, with one answer and one event. */
  #refused(code: number, why: string, bytes: Uint8Array): Passage {
    const { enforced } = this.#enforcer.refuse({ why, client: this.#peer.info })
    return enforced ? { reply: errorReply(undefined, code, why), malformed: true } : { forward: bytes }
  }

  #mismatched({ text, start }: JsonText, why: string, bytes: Uint8Array): Passage {
    const span = { start, end: text.length }
    const message = readClientMessage(text, span)
    const tool = 'tool' in message ? message.tool : undefined
    const { enforced } = this.#enforcer.refuse({ why, tool, client: this.#client(text, span) })
    if (!enforced) return { forward: bytes }
    const id = 'id' in message ? message.id : undefined
    return { reply: errorReply(id, HEADER_MISMATCH, why), malformed: true }
  }

  #single({ text, start }: JsonText, bytes: Uint8Array): Passage {
    const { forward, ...rest } = this.#judge(text, { start, end: text.length })
    return { ...(forward ? { forward: bytes } : {}), ...rest }
  }

  /** Each element on its own. What passes stays a batch, in the bytes it came in. */
  #batch({ text, start }: JsonText, bytes: Uint8Array): Passage {
    const elements = elementsOf(text, start, MOST_MESSAGES + 1)
    if (elements.length > MOST_MESSAGES)
      return this.#refused(INVALID_REQUEST, `A batch holds at most ${MOST_MESSAGES} messages.`, bytes)
    const outcomes = elements.map((element) => this.#judge(text, element))
    const replies = outcomes.flatMap(({ reply }) => reply ?? [])
    const reply = replies.length === 0 ? {} : { reply: `[${replies.join(',')}]` }
    if (outcomes.every(({ forward }) => forward)) return { forward: bytes, ...reply }
    if (!outcomes.some(({ forward }) => forward)) return reply
    const rest = withoutElements(text, elements, (i) => outcomes[i]?.forward !== true)
    return { forward: Buffer.from(rest, 'utf8'), ...reply }
  }

  #judge(text: string, span: Span): Outcome {
    const message = readClientMessage(text, span)
    if ('doubts' in message) for (const id of message.doubts) this.#peer.doubtful.add(id)
    switch (message.kind) {
      case 'call':
        return this.#call(message, this.#client(text, span))
      case 'undecodable':
        return this.#undecodable(message, this.#client(text, span))
      case 'request':
        return this.#request(message, text)
      case 'other':
        return PASSES
      default:
        return this.#invalid(message.why)
    }
  }

  /** Who sends a message: as it says itself, or as the client introduced itself before. */
  #client(text: string, span: Span): ClientInfo | undefined {
    return clientOfMessage(text, span) ?? this.#peer.info
  }

  #call(call: Extract<ClientMessage, { kind: 'call' }>, client: ClientInfo | undefined): Outcome {
    const record = this.#enforcer.decide(call.tool, call.text, client)
    if (record.forward) {
      if (call.id !== undefined) this.#asks({ id: call.id, method: 'tools/call', reservations: record })
      return PASSES
    }
    if (call.id === undefined) return { forward: false }
    return { forward: false, reply: denialReply(call.id, record.message, record.decision) }
  }

  #undecodable(
    { id, tool, why }: Extract<ClientMessage, { kind: 'undecodable' }>,
    client: ClientInfo | undefined,
  ): Outcome {
    const message = `The call cannot be judged: ${why}.`
    const { enforced, decision } = this.#enforcer.refuse({ why: message, tool, client })
    if (!enforced) return PASSES
    return { forward: false, ...(id === undefined ? {} : { reply: denialReply(id, message, decision) }) }
  }

  #request(request: Extract<ClientMessage, { kind: 'request' }>, text: string): Outcome {
    const { id, method, params } = request
    const members = params !== undefined && isObject(text, params.start) ? membersOf(text, params.start) : []
    if (method === 'initialize' && params !== undefined) this.#peer.info = clientOfParams(text, params)
    const list = { reader: this.#peer.reader, cursor: readCursor(text, members) }
    this.#asks({ id, method, ...(method === 'tools/list' ? { list } : {}) })
    return PASSES
  }

  #asks(request: Pending<CallRecord>): void {
    this.#peer.asks(request.id)
    this.#pending.add(request)
  }

  #invalid(why: string): Outcome {
    const { enforced } = this.#enforcer.refuse({ why, client: this.#peer.info })
    return enforced
      ? { forward: false, reply: errorReply(undefined, INVALID_REQUEST, why), malformed: true }
      : PASSES
  }

  #answered({ id, isStrict, failed, results }: ServerAnswer, text: string): string {
    // To a client that cannot read it the request is not answered yet.
    const request = id && (isStrict ? this.#pending.take(id) : this.#pending.find(id))
    if (isStrict && request !== undefined) this.#peer.answered(request.id)
    if (id !== undefined && request?.reservations !== undefined && failed && !this.#peer.isDoubtful(id))
      this.#enforcer.rollBack(request.reservations)
    return this.#listed(request, results, text)
  }

  /** Whatever lists tools, whatever it answers: servers read ids in ways of their own, and the client chooses the id. */
  #listed(request: Pending<CallRecord> | undefined, results: readonly Span[], text: string): string {
    const lists = results.flatMap((result) => readToolLists(text, result))
    const page = joinedPage(lists)
    if (page !== undefined && request?.list !== undefined) this.#enforcer.sawTools(page, request.list)
    // From the last to the first, as in `fromServer`.
    return lists.reduceRight((shown, { spans, names }) => {
      const hides = (index: number) => names[index]?.some((name) => this.#enforcer.hides(name)) === true
      return withoutElements(shown, spans, hides)
    }, text)
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 10 || byte === 13)
}

/** Where a list is to go on; undefined at its beginning. No server gives out anything else than a text. */
function readCursor(text: string, params: readonly Member[]): string | undefined {
  const cursor = params.findLast(({ key }) => key === 'cursor')?.value
  if (cursor === undefined) return undefined
  return ownCopy(text[cursor.start] === '"' ? stringAt(text, cursor) : text.slice(cursor.start, cursor.end))
}
