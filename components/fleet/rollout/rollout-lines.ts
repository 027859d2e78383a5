import type { FleetStateId } from '@/lib/fleet/states'

/** One proxy of a rollout as it is drawn; times in ms since the merge. */
export interface RolloutLine {
  readonly proxy: string
  readonly environment: string
  /** Relative to the policy root. */
  readonly policy: string
  readonly outcome: 'running' | 'overtaken' | 'waiting' | 'left'
  readonly afterMs: number | null
  readonly deliveredMs: number | null
  readonly evidence: number | null
  readonly loadedAt: Date | null
  readonly refused: { readonly at: Date; readonly error: string } | null
  readonly now: {
    readonly state: FleetStateId
    readonly sentence: string
    readonly lastSeenAt: Date | null
  } | null
}
