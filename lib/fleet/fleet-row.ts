import type { FleetJudge } from './judge-proxy'
import type { JudgedProxy, PlacedContent, PlacedRunning } from './judged-proxy'
import { worstEvidence, type Standing } from './standing'
import type { FleetStateId } from './states'
import type { ToolChanges } from './tools/count-tool-changes'

/** One line of the fleet. */
export interface FleetRow {
  readonly name: string
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  /** Full repository path. */
  readonly policyPath: string
  readonly mode: string
  /** Declared; no event says it. */
  readonly engine: string
  readonly state: FleetStateId
  readonly sentence: string
  readonly stale: boolean
  readonly lastSeenAt: Date | null
  /** Null when removed or not known. `commit` is where its branch or pin stands, `broughtBy` what brought the content there. */
  readonly desired: {
    readonly sha256: string
    readonly blob: string
    readonly commit: string
    readonly broughtBy: string | null
  } | null
  readonly desiredSince: Date
  readonly delivered: PlacedContent | null
  readonly running: readonly PlacedRunning[]
  /** Worst evidence among live processes; null without one. */
  readonly evidence: number | null
  /** Live processes, and how many of them are in the headline's state. */
  readonly live: number
  readonly count: number
  /** How many of the live processes only observe: whatever they run, they deny nothing. */
  readonly observing: number
  /** How often its server changed its tools since somebody acknowledged that. Its own kind of drift, beside the state. */
  readonly toolChanges: number
  /** Since when; null when it is 0. */
  readonly toolsChangedSince: Date | null
}

/** What a list shows of a judged proxy. */
export function toRow(
  { stored, verdict, desired, broughtBy, desiredSince, delivered, running }: JudgedProxy,
  changes: ToolChanges | null,
): FleetRow {
  const { name, environment, labels, policyPath, mode, engine, lastSeenAt, live } = stored
  return {
    name,
    environment,
    labels,
    policyPath,
    mode,
    engine,
    lastSeenAt,
    state: verdict.state,
    sentence: verdict.sentence,
    stale: verdict.stale,
    desired:
      desired.kind === 'file'
        ? { sha256: desired.sha256, blob: desired.blob, commit: desired.commit, broughtBy }
        : null,
    desiredSince,
    delivered,
    running,
    evidence: worstEvidence(live),
    live: live.length,
    count: verdict.count,
    observing: live.filter(({ observeOnly }) => observeOnly).length,
    toolChanges: changes?.changes ?? 0,
    toolsChangedSince: changes?.since ?? null,
  }
}

/** Proxies as lines, judged at the judge's instant. */
export async function showRows(
  judge: FleetJudge,
  some: readonly Standing[],
  toolChanges: ReadonlyMap<string, ToolChanges>,
): Promise<FleetRow[]> {
  const judged = await judge.judgeAll(some.map((one) => one.stored))
  return judged.map((one) => toRow(one, toolChanges.get(one.stored.id) ?? null))
}
