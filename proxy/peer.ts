import { DoubtfulIds } from './doubtful-ids'
import type { ClientInfo } from './enforcer'
import { idNumber, isAnswerable, type MessageId } from './message-id'

/** A client that never gets answers must not fill the memory: beyond it all of its ids are doubtful. */
const MOST_OPEN = 1000

/** The client behind one or more exchanges of messages, as it introduced itself. */
export class Peer {
  info: ClientInfo | undefined
  /** What it cancels and answers; clients that cannot be told apart share it. */
  doubtful = new DoubtfulIds()
  /** Stands for who reads lists page by page: this client alone, or all of those that cannot be told apart. */
  reader: object = this
  /** Ids of requests that are not answered yet, in any of the exchanges, also in one that is over: the answer may come on another. */
  readonly #open = new Set<number>()
  /** Ids that two of its requests had at a time, or that servers may give the error of a request without one. */
  readonly #own = new DoubtfulIds()

  /**
   * A request with this id goes to the server. With two at a time nobody can say whose error comes: servers give an answer to the exchange
   * that used its id last (the MCP SDK for TypeScript: `_requestToStreamMapping`).
   */
  asks(id: MessageId): void {
    if (id.key === 'null' || this.#open.delete(idNumber(id))) this.#own.add(id)
    // What is doubtful stays so, whether it is answered or not.
    else if (!this.#own.has(id)) this.#open.add(idNumber(id))
    if (isAnswerable(id) && this.#open.size <= MOST_OPEN) return
    this.#own.addAll()
    this.#open.clear()
  }

  /** Whether an error with this id says nothing of the request that has it. */
  isDoubtful(id: MessageId): boolean {
    return this.#own.has(id) || this.doubtful.has(id)
  }

  /** The request with this id was answered. */
  answered(id: MessageId): void {
    this.#open.delete(idNumber(id))
  }
}
