import type { FleetThen, ProxyThen } from './proxy-then'

/** The fleet of an instant, and of which facts it was made. */
interface PastFleet {
  readonly facts: number
  /** By the proxy's id, in the order of the answer. */
  readonly proxies: ReadonlyMap<string, ProxyThen>
  readonly answer: FleetThen
}

/** Instants between which people go back and forth. */
const MOST = 4

/** The fleets of the instants that were asked for last: their pages, filters and groups are looked at one after the other. */
export class KeptThen {
  /** By the instant, those that were asked for longest ago first. */
  readonly #kept = new Map<number, PastFleet>()

  get(at: Date): PastFleet | null {
    return this.#kept.get(at.getTime()) ?? null
  }

  keep(at: Date, past: PastFleet): void {
    this.#kept.delete(at.getTime())
    this.#kept.set(at.getTime(), past)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
  }
}
