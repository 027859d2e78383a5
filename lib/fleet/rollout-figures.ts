/** What is read off a rollout at one look. Times in ms since the merge. */
export interface RolloutFigures {
  /** Proxies that should run it: the denominator of everything below. */
  readonly total: number
  readonly running: number
  /** A later change of the file came before they moved. */
  readonly overtaken: number
  /** Neither: they should run it now and do not. */
  readonly waiting: number
  /** When half, and 95 of 100, of `total` ran it; null while that many do not. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** The last that moved; null while none has. */
  readonly slowest: { readonly proxy: string; readonly ms: number } | null
}

interface Moved {
  readonly proxy: string
  readonly outcome: 'running' | 'overtaken' | 'waiting' | 'left'
  readonly afterMs: number | null
}

/** Percentiles are of all that should run it, not of those that arrived. */
export function rolloutFigures(rows: readonly Moved[]): RolloutFigures {
  const counted = rows.filter(({ outcome }) => outcome !== 'left')
  const of = (outcome: Moved['outcome']) => counted.filter((row) => row.outcome === outcome).length
  const times = counted
    .flatMap(({ proxy, afterMs }) => (afterMs === null ? [] : [{ proxy, ms: afterMs }]))
    .sort((a, b) => a.ms - b.ms)
  const total = counted.length
  const nth = (share: number) => (total === 0 ? null : (times[Math.ceil(total * share) - 1]?.ms ?? null))
  return {
    total,
    running: of('running'),
    overtaken: of('overtaken'),
    waiting: of('waiting'),
    p50Ms: nth(0.5),
    p95Ms: nth(0.95),
    slowest: times.at(-1) ?? null,
  }
}
