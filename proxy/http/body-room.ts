/** Of all bodies that are held at one time: a few of the greatest size, very many of the usual. */
const LIMIT_BYTES = 256 * 1024 * 1024
/** Of as many requests as there can be, so much each is little, and needs no room: a call gets through however many long ones are held. */
const SMALL_BYTES = 64 * 1024

/** The memory that the bodies of all requests may take together, so that many clients at once cannot end the proxy. */
export class BodyRoom {
  readonly #limitBytes: number
  readonly #smallBytes: number
  #taken = 0

  constructor(limitBytes = LIMIT_BYTES, smallBytes = SMALL_BYTES) {
    this.#limitBytes = limitBytes
    this.#smallBytes = smallBytes
  }

  /** Opens the share of one request. */
  share(): BodyShare {
    let held = 0
    let mine = 0
    return {
      take: (bytes) => {
        held += bytes
        if (held <= this.#smallBytes) return true
        if (this.#taken + bytes > this.#limitBytes) return false
        this.#taken += bytes
        mine += bytes
        return true
      },
      give: () => {
        this.#taken -= mine
        mine = 0
        held = 0
      },
    }
  }
}

/** What one request takes of the room. */
export interface BodyShare {
  /** Takes room for a piece; false when there is none left. */
  take(bytes: number): boolean
  /** Gives all of it back. */
  give(): void
}
