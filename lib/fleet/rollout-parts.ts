import type { RolloutFigures } from './rollout-figures'
import type { FleetStateId } from './states'

/** How one proxy took one change. */
export interface RolloutRow {
  readonly proxy: string
  readonly environment: string
  /** Full repository path that it followed at the merge. */
  readonly path: string
  /**
   * `running`: every live process ran the content, proved. `overtaken`: a later change of the file came first. `waiting`: it should run it
   * and does not. `left`: it was retired or got another path before it moved.
   */
  readonly outcome: 'running' | 'overtaken' | 'waiting' | 'left'
  /** When the proof reached the server, in ms since the merge; null when it did not move. */
  readonly afterMs: number | null
  /** When the load happened. */
  readonly loadedAt: Date | null
  readonly evidence: number | null
  /** When the file lay on its host; null when not known, also because another content came since. */
  readonly deliveredAt: Date | null
  /** The newest attempt that was refused, while it did not move. */
  readonly refused: { readonly at: Date; readonly error: string } | null
  /** The verdict of now, for who is waiting. */
  readonly now: {
    readonly state: FleetStateId
    readonly sentence: string
    readonly lastSeenAt: Date | null
  } | null
  /** Until when it ran something else although it should have run this; the end of the exposure. */
  readonly until: Date
}

/** One merge on its way through the fleet. */
export interface Rollout {
  readonly commit: string
  /** What times count from. */
  readonly mergedAt: Date
  /** First to move first; then who waits, the most urgent first; then the others. */
  readonly rows: readonly RolloutRow[]
  readonly figures: RolloutFigures
  /** Proxies of these files that were pinned to another commit at the merge: not among `rows`. */
  readonly pinned: number
  /** Policies that the merge removed: a proxy keeps its last good one, so nobody can run that. */
  readonly removed: readonly string[]
  /** The commit that replaced the last of its contents; null while one of them still is what git wants. */
  readonly overtakenBy: string | null
}
