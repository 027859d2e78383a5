/** Of all bodies that are held at one time: a few of the greatest size, very many of the usual. */
const LIMIT_BYTES = 256 * 1024 * 1024
/**
 * So much of each connection needs no room: a call gets through however many long ones are held. It is for all requests of the connection
 * together, so that with as many connections as there can be (2,000) it comes to half as much as the room.
 */
const SMALL_BYTES = 64 * 1024

/** The memory that the bodies of all requests, and then what is open of them, may take together, so that many clients at once cannot end the proxy. */
export class BodyRoom {
  readonly #limitBytes: number
  readonly #smallBytes: number
  readonly #smallOf = new WeakMap<object, Small>()
  #taken = 0

  constructor(limitBytes = LIMIT_BYTES, smallBytes = SMALL_BYTES) {
    this.#limitBytes = limitBytes
    this.#smallBytes = smallBytes
  }

  /** Opens the share of one request of a connection. */
  share(connection: object): BodyShare {
    const small = this.#smallOf.get(connection) ?? { taken: 0 }
    this.#smallOf.set(connection, small)
    const mine = { small: 0, room: 0 }
    let isClosed = false
    const give = () => {
      small.taken -= mine.small
      this.#taken -= mine.room
      mine.small = mine.room = 0
    }
    return {
      take: (bytes) => {
        if (isClosed) return true
        if (small.taken + bytes <= this.#smallBytes) {
          small.taken += bytes
          mine.small += bytes
          return true
        }
        if (this.#taken + bytes > this.#limitBytes) return false
        this.#taken += bytes
        mine.room += bytes
        return true
      },
      close: () => {
        isClosed = true
        give()
      },
      keep: (bytes) => {
        give()
        if (isClosed) return
        mine.small = Math.min(bytes, this.#smallBytes - small.taken)
        mine.room = bytes - mine.small
        small.taken += mine.small
        this.#taken += mine.room
      },
    }
  }
}

/** What the requests of one connection hold without room. */
interface Small {
  taken: number
}

/** What one request takes of the room. */
export interface BodyShare {
  /** Takes room for a piece; false when there is none left. */
  take(bytes: number): boolean
  /** Gives all of it back for good: what comes later is held by nobody. */
  close(): void
  /** Gives back all but so much, which is there already: also beyond the room, so that others get none. */
  keep(bytes: number): void
}
