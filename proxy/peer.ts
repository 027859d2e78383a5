import { DoubtfulIds } from './doubtful-ids'
import type { ClientInfo } from './enforcer'
import { isAllowedId, untypedKey, type MessageId } from './message-id'

/** A client that never gets answers must not fill the memory: beyond it all of its ids are doubtful. */
const MOST_OPEN = 10_000

/** The client behind one or more exchanges of messages, as it introduced itself. */
export class Peer {
  info: ClientInfo | undefined
  doubtful = new DoubtfulIds()
  /** Stands for who reads lists page by page: this client alone, or all of those that cannot be told apart. */
  reader: object = this
  /** Ids of requests that are not answered yet, in any of the exchanges. */
  readonly #open = new Set<string>()

  /**
   * A request with this id goes to the server. With two at a time nobody can say whose error comes: servers give an answer to the exchange
   * that used its id last (the MCP SDK for TypeScript: `_requestToStreamMapping`).
   */
  asks(id: MessageId): void {
    const key = untypedKey(id)
    if (this.#open.has(key)) this.doubtful.add(id)
    this.#open.add(key)
    if (isAllowedId(id) && this.#open.size <= MOST_OPEN) return
    this.doubtful.addAll()
    this.#open.clear()
  }

  /** The request with this id was answered. */
  answered(id: MessageId): void {
    this.#open.delete(untypedKey(id))
  }

  /** It was not, and its exchange is over: the answer may come on another one. */
  lost(id: MessageId): void {
    this.answered(id)
    this.doubtful.add(id)
  }
}
