import { untypedKey, type MessageId } from './message-id'
import { ownCopy } from './own-copy'

/** Beyond it every id is doubtful: a client must not fill the memory, nor make room for a doubt to be forgotten. */
const LIMIT = 10_000
/** Of a longer id the beginning; to doubt one more is safe. */
const MAX_ID = 64

/**
 * Ids that a client used for something else than one request: it answered the server with them, cancelled them, or sent no request at all.
 * Servers answer each of these with errors too (mcp-go an answer that it did not wait for, Python's a cancellation, after the call has
 * done what it does), so that an error with such an id does not say that the call failed.
 */
export class DoubtfulIds {
  readonly #ids = new Set<string>()
  #all = false

  add(id: MessageId): void {
    this.#ids.add(beginningOf(id))
    if (this.#ids.size > LIMIT) this.addAll()
  }

  /** From now on nothing is known of what the client does with its ids. */
  addAll(): void {
    this.#all = true
    this.#ids.clear()
  }

  has(id: MessageId): boolean {
    return this.#all || this.#ids.has(beginningOf(id))
  }
}

function beginningOf(id: MessageId): string {
  return ownCopy(untypedKey(id).slice(0, MAX_ID))
}
