import { answeredAs, idNumber, type MessageId } from './message-id'

/** Beyond it every id is doubtful: a client must not fill the memory, nor make room for a doubt to be forgotten. */
const LIMIT = 1000

/**
 * Ids that a client used for something else than one request: it answered the server with them, cancelled them, or sent no request at all.
 * Servers answer each of these with errors too (mcp-go an answer that it did not wait for, Python's a cancellation, after the call has
 * done what it does), so that an error with such an id does not say that the call failed.
 */
export class DoubtfulIds {
  readonly #limit: number
  readonly #ids = new Set<number>()
  #all = false

  /** There are as many of these as there are clients, so that each is small; one for all clients may have a greater limit. */
  constructor(limit = LIMIT) {
    this.#limit = limit
  }

  add(id: MessageId): void {
    if (this.#all) return
    for (const number of answeredAs(id)) this.#ids.add(number)
    if (this.#ids.size > this.#limit) this.addAll()
  }

  /** From now on nothing is known of what the client does with its ids. */
  addAll(): void {
    this.#all = true
    this.#ids.clear()
  }

  has(id: MessageId): boolean {
    return this.#all || this.#ids.has(idNumber(id))
  }
}
