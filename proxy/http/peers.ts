import { DoubtfulIds } from '../doubtful-ids'
import { Peer } from '../peer'

/** Sessions end without a word; the ones not heard of for longest are forgotten, and the client's name and how it uses its ids with them. */
const LIMIT = 10_000
/** All clients without a session have one such list. */
const MOST_DOUBTFUL = 10_000
/** Servers give ids of some dozen characters; what is far longer is not worth the memory. */
const LONGEST_ID = 1024

/** The clients of Streamable HTTP, by the session id that the server gave them. */
export class Peers {
  readonly #bySession = new Map<string, Peer>()
  /** Of all clients without a session. */
  readonly #doubtful = new DoubtfulIds(MOST_DOUBTFUL)

  /** The client of a session; a new one when there is none, or it is not known. */
  of(session: string | undefined): Peer {
    const known = session === undefined ? undefined : this.#bySession.get(session)
    if (known !== undefined) return known
    const peer = new Peer()
    if (session === undefined) {
      // A server without sessions gives its pages to whoever brings the cursor: the next request may be the same client's.
      peer.reader = this
      peer.doubtful = this.#doubtful
      // What it cancels comes with another request, which could not be told to be the same client's.
    } else peer.doubtful.addAll()
    return peer
  }

  /** Keeps a client whose session the server confirmed. */
  keep(session: string, peer: Peer): void {
    peer.reader = peer
    if (peer.doubtful === this.#doubtful) peer.doubtful = new DoubtfulIds()
    if (session.length > LONGEST_ID) return
    this.#bySession.delete(session)
    this.#bySession.set(session, peer)
    const [oldest] = this.#bySession.keys()
    if (this.#bySession.size > LIMIT && oldest !== undefined) this.forget(oldest)
  }

  forget(session: string): void {
    this.#bySession.get(session)?.doubtful.addAll()
    this.#bySession.delete(session)
  }
}
