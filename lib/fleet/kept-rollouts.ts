import type { RolloutRow } from './rollout-parts'

/** What will not change any more of one merge's rollout. */
export interface KeptRollout {
  /** Who moved, by name: the past of an append-only history. */
  readonly moved: Map<string, RolloutRow>
  /** Ids of the proxies that had not moved when it was traced last; null before the first time. */
  waiting: readonly string[] | null
  /** Proxies that were pinned at the merge. */
  pinned: number
}

/** Merges that people look at, more or less at once. */
const MOST = 8

/**
 * Rollouts as they were traced last: nearly all proxies of a large fleet have moved, and only the others have to be looked for again. Those
 * asked for longest ago are let go.
 */
export class KeptRollouts {
  readonly #kept = new Map<string, KeptRollout>()

  /** The rollout of a merge; `key` names its commit, the instant it counts from, and its files. */
  of(key: string): KeptRollout {
    const known = this.#kept.get(key) ?? { moved: new Map<string, RolloutRow>(), waiting: null, pinned: 0 }
    this.#kept.delete(key)
    this.#kept.set(key, known)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
    return known
  }
}
