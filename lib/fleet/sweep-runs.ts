import { PROVED } from '@/lib/wire/terms'

/** What a process runs since a load of it. */
export interface RunLoad {
  readonly evidence: number
  /** Equal keys mean equal contents; null when the content is not known. */
  readonly content: string | null
}

/** One process; times in ms. */
export interface RunInstance {
  readonly instanceId: string
  /** What it loaded last before the beginning; null when nothing of it is recorded. */
  readonly before: RunLoad | null
  /** It lived at the beginning. */
  readonly isOld: boolean
  /** Null while it lives. */
  readonly endedAt: number | null
}

export interface RunEvent extends RunLoad {
  readonly instanceId: string
  readonly at: number
  readonly kind: string
  readonly result: string | null
}

/** From when until when the processes of a proxy ran the same, together. Between two spans no process ran. */
export interface SweptSpan {
  readonly from: number
  readonly to: number
  /** `proved`: all live processes are proved to run this one content. `mixed`: they are proved to run several. `not-proved`: at least one is not. */
  readonly state: 'proved' | 'mixed' | 'not-proved'
  /** Those that are known, each once. */
  readonly contents: readonly string[]
  /** Worst of the live processes. */
  readonly evidence: number
}

type Step = { readonly time: number } & (
  | { readonly ends: string; readonly load?: undefined }
  | { readonly load: RunEvent; readonly ends?: undefined }
)

/** Walks through the loads and ends of a proxy's processes from `from` to `to`. A refused reload changes nothing; a refused start leaves no process. */
export function sweepRuns(
  { from, to }: { readonly from: number; readonly to: number },
  instances: readonly RunInstance[],
  loads: readonly RunEvent[],
): SweptSpan[] {
  const live = new Map<string, RunLoad | null>()
  for (const { instanceId, before, isOld } of instances) if (isOld) live.set(instanceId, before)
  const ends = instances.flatMap(({ instanceId, endedAt }): Step[] =>
    endedAt === null ? [] : [{ time: Math.max(from, endedAt), ends: instanceId }],
  )
  const steps = [...loads.map((load): Step => ({ time: Math.max(from, load.at), load })), ...ends]
    .filter(({ time }) => time <= to)
    .sort((a, b) => a.time - b.time || Number(a.ends !== undefined) - Number(b.ends !== undefined))
  const spans: SweptSpan[] = []
  let at = from
  for (const { time, load, ends: ended } of steps) {
    add(spans, at, time, live)
    at = time
    if (ended !== undefined) live.delete(ended)
    else apply(live, load)
  }
  add(spans, at, to, live)
  return spans
}

function apply(live: Map<string, RunLoad | null>, { instanceId, kind, result, ...load }: RunEvent): void {
  if (kind === 'shutdown' || (kind === 'startup' && result === 'failure')) live.delete(instanceId)
  else if (result === 'success' && kind !== 'restart-command') live.set(instanceId, load)
}

/** Appends what ran until now; the same as before goes on. */
function add(spans: SweptSpan[], from: number, to: number, live: ReadonlyMap<string, RunLoad | null>): void {
  if (to <= from || live.size === 0) return
  const runs = [...live.values()]
  const evidence = Math.min(...runs.map((run) => run?.evidence ?? 0))
  const contents = [...new Set(runs.flatMap((run) => run?.content ?? []))].sort()
  const isProved = runs.every((run) => run !== null && run.content !== null && run.evidence >= PROVED)
  const state = !isProved ? 'not-proved' : contents.length > 1 ? 'mixed' : 'proved'
  const last = spans.at(-1)
  const isSame = last?.to === from && last.state === state && last.contents.join() === contents.join()
  if (isSame) spans.pop()
  const start = isSame ? last.from : from
  spans.push({
    from: start,
    to,
    state,
    contents,
    evidence: isSame ? Math.min(last.evidence, evidence) : evidence,
  })
}
