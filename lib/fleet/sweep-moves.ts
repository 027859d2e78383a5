import { PROVED } from '@/lib/wire/terms'

/** A load as it is swept; times in ms. */
export interface SweptLoad {
  readonly instanceId: string
  readonly at: number
  /** When its report came: what a move is measured on. */
  readonly receivedAt: number
  readonly kind: string
  readonly result: string | null
  readonly evidence: number
  /** It is the content that is looked for. */
  readonly wanted: boolean
}

/** A process that lived at the beginning, or later. */
export interface SweptInstance {
  readonly instanceId: string
  /** Its last successful load before the beginning; null when none is recorded. */
  readonly before: Run | null
  /** When it ended; null while it lives. */
  readonly endedAt: number | null
}

/** When every live process of a proxy first ran the wanted content, proved. */
export interface Move {
  /** Never before the beginning. */
  readonly at: number
  /** Of the load that completed it. */
  readonly loadedAt: number
  readonly evidence: number
}

/** What a process ran last. */
type Run = Pick<SweptLoad, 'at' | 'evidence' | 'wanted'>

type Step = { readonly time: number } & (
  | { readonly ends: string; readonly load?: undefined }
  | { readonly load: SweptLoad; readonly ends?: undefined }
)

/**
 * Walks through the loads and ends of a proxy's processes since `from`: the first instant at which it has processes and all of them run
 * the wanted content with evidence E3 or better. Null when there is none. A process without a recorded load counts as running another.
 */
export function sweepMoves(
  from: number,
  instances: readonly SweptInstance[],
  loads: readonly SweptLoad[],
): Move | null {
  const live = new Map<string, Run | null>()
  for (const { instanceId, before } of instances) live.set(instanceId, before)
  const begun = loads.map((load): Step => ({ time: Math.max(from, load.receivedAt), load }))
  const ended = instances.flatMap(({ instanceId, endedAt }): Step[] =>
    endedAt === null ? [] : [{ time: Math.max(from, endedAt), ends: instanceId }],
  )
  const steps = [...begun, ...ended].sort((a, b) => a.time - b.time || (a.load?.at ?? 0) - (b.load?.at ?? 0))
  const atOnce = allRun(live, from)
  if (atOnce !== null) return atOnce
  for (const { time, load, ends } of steps) {
    if (ends !== undefined) live.delete(ends)
    else apply(live, load)
    const done = allRun(live, time)
    if (done !== null) return done
  }
  return null
}

/** The move that is complete at a time: there are processes, and all of them run the wanted content, proved. */
function allRun(live: ReadonlyMap<string, Run | null>, at: number): Move | null {
  const runs: Run[] = []
  for (const run of live.values()) {
    if (run === null || !run.wanted || run.evidence < PROVED) return null
    runs.push(run)
  }
  if (runs.length === 0) return null
  const loadedAt = Math.max(...runs.map((run) => run.at))
  return { at, loadedAt, evidence: Math.min(...runs.map(({ evidence }) => evidence)) }
}

/** A refused reload changes nothing; a refused start leaves no process. */
function apply(live: Map<string, Run | null>, load: SweptLoad): void {
  const { instanceId, kind, result } = load
  if (kind === 'shutdown' || (kind === 'startup' && result === 'failure')) live.delete(instanceId)
  else if (result === 'success' && kind !== 'restart-command') live.set(instanceId, load)
}
