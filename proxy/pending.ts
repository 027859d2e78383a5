import type { MessageId } from './message-id'
import type { ListRequest } from './tool-list'

/** A request that the server has not answered yet. */
export interface Pending<Reservations> {
  readonly id: MessageId
  readonly method: string
  /** What a call took from its counters; given back when the server answers with an error. */
  readonly reservations?: Reservations
  /** Of `tools/list`: which page it asks for. */
  readonly list?: ListRequest
}

/** A client that never gets answers must not fill the memory: the oldest are forgotten, and then count as not answered. */
const LIMIT = 10_000
/** What a request without its id takes: as measured, about. */
const OPEN_BYTES = 400

/**
 * The open requests of one client. Several with one id are taken in their order, without their reservations: which of them an answer is
 * for cannot be told, and a client could let the error of one give back what another has used. The same holds once any was forgotten.
 */
export class PendingRequests<Reservations> {
  readonly #byKey = new Map<string, Pending<Reservations>[]>()
  #count = 0
  #idLength = 0
  #forgot = false

  add(request: Pending<Reservations>): void {
    const same = this.#byKey.get(request.id.key)
    const [only] = same ?? []
    // In place: a client can send any number with one id. All but a single one have none left already.
    if (same?.length === 1 && only !== undefined) same[0] = withoutReservations(only)
    const kept = same !== undefined || this.#forgot ? withoutReservations(request) : request
    if (same === undefined) this.#byKey.set(request.id.key, [kept])
    else same.push(kept)
    this.#idLength += request.id.text.length
    if (++this.#count > LIMIT) this.#forgetOldest()
  }

  /** The request that an answer with this id is for; it stays open. */
  find(id: MessageId): Pending<Reservations> | undefined {
    return this.#byKey.get(id.key)?.[0]
  }

  /** Removes the request that an answer with this id is for. */
  take(id: MessageId): Pending<Reservations> | undefined {
    const same = this.#byKey.get(id.key)
    const request = same?.shift()
    if (request === undefined) return undefined
    this.#count--
    this.#idLength -= request.id.text.length
    if (same?.length === 0) this.#byKey.delete(id.key)
    return request
  }

  /** Removes and returns all. */
  takeAll(): Pending<Reservations>[] {
    const all = [...this.#byKey.values()].flat()
    this.#byKey.clear()
    this.#count = this.#idLength = 0
    return all
  }

  get size(): number {
    return this.#count
  }

  /** The memory that they take, about: an id is kept as it was written and as a key. */
  get bytes(): number {
    return this.#count * OPEN_BYTES + 2 * this.#idLength
  }

  #forgetOldest(): void {
    const [oldest] = this.#byKey.values()
    const [request] = oldest ?? []
    if (request !== undefined) this.take(request.id)
    this.#forgot = true
  }
}

function withoutReservations<R>({ id, method, list }: Pending<R>): Pending<R> {
  return { id, method, ...(list === undefined ? {} : { list }) }
}
