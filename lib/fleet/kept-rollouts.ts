import type { Follower, Moved } from './read-moves'
import type { RolloutRow } from './rollout-parts'

/** A proxy that has not moved, and what the history said of it when it was read. */
export interface Waiting {
  readonly follower: Follower
  readonly moved: Moved
}

/** What will not change any more of one merge's rollout. */
export interface KeptRollout {
  /** Who moved, by name: the past of an append-only history. */
  readonly moved: Map<string, RolloutRow>
  /** By id, those that had not moved when it was traced last; null before the first time. */
  waiting: ReadonlyMap<string, Waiting> | null
  /** Everything that the fleet's reading with this number had found is in `waiting`. */
  facts: number
  /** Proxies that were pinned at the merge. */
  pinned: number
}

/** Merges that people look at, more or less at once. */
const MOST = 8

/**
 * Rollouts as they were traced last: who has moved is not looked for again, and of the others only those that told anything since. Those
 * asked for longest ago are let go.
 */
export class KeptRollouts {
  readonly #kept = new Map<string, KeptRollout>()

  /** The rollout of a merge; `key` names its commit, the instant it counts from, and its files. */
  of(key: string): KeptRollout {
    const known: KeptRollout = this.#kept.get(key) ?? { moved: new Map(), waiting: null, facts: 0, pinned: 0 }
    this.#kept.delete(key)
    this.#kept.set(key, known)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
    return known
  }
}
