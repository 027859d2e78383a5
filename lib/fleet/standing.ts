import type { Desired } from '@/lib/wire/desired'
import type { JudgedProxy, PlacedRunning } from './judged-proxy'
import type { StoredProxy } from './read-proxies'
import { stateHolds, type Span } from './resolve-status'
import type { FleetStateId } from './states'

/** What counts and orders a proxy. The sentence of its verdict names times: it is told anew when it is shown. */
export interface Standing {
  readonly name: string
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  /** Full repository path. */
  readonly policyPath: string
  readonly state: FleetStateId
  /** Worst evidence among live processes; null without one. */
  readonly evidence: number | null
  readonly running: readonly PlacedRunning[]
  readonly desired: Desired
  readonly desiredSince: Date
  /** Short name of the ref that it follows. */
  readonly ref: string
  readonly stored: StoredProxy
}

/** A standing, and when it holds while neither a fact nor git changes. */
export interface KeptStanding {
  readonly standing: Standing
  readonly span: Span
}

/** Where somebody stands who was judged at `now`. */
export function keptStanding(judged: JudgedProxy, now: Date): KeptStanding {
  const { stored, verdict, desired, desiredSince, ref, allowanceMs, running } = judged
  const { name, environment, labels, policyPath, live, lastSeenAt, delivered } = stored
  const evidence = worstEvidence(live)
  const { state } = verdict
  return {
    standing: {
      name,
      environment,
      labels,
      policyPath,
      state,
      evidence,
      running,
      desired,
      desiredSince,
      ref,
      stored,
    },
    span: stateHolds({ lastSeenAt, delivered, desiredSince, allowanceMs }, now),
  }
}

/** Of the live processes; null without one. */
export function worstEvidence(live: StoredProxy['live']): number | null {
  return live.length === 0 ? null : Math.min(...live.map(({ running }) => running?.evidence ?? 0))
}
