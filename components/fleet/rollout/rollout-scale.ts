import { formatSpan } from '@/components/ui/format-time'

/** Seconds since the merge along a chart; later moves lie behind its cut. */
export interface RolloutScale {
  readonly endMs: number
  readonly ticks: readonly { readonly ms: number; readonly text: string }[]
}

const [S, M, H, D] = [1_000, 60_000, 3_600_000, 86_400_000]
const STEPS = [
  100,
  200,
  500,
  S,
  2 * S,
  5 * S,
  10 * S,
  15 * S,
  30 * S,
  M,
  2 * M,
  5 * M,
  10 * M,
  15 * M,
  30 * M,
  H,
  2 * H,
  6 * H,
  12 * H,
  D,
  2 * D,
  7 * D,
  30 * D,
]
const MOST_TICKS = 4
/** A move this many medians late is drawn behind the cut: it would press all others to the edge. */
const FAR = 12

/** A scale for times in ms since the merge, in steps that a person reads without counting. */
export function rolloutScale(times: readonly number[]): RolloutScale {
  const sorted = [...times].sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  const base = Math.max(100, sorted.findLast((ms) => ms <= FAR * Math.max(median, 100)) ?? 0)
  const step = STEPS.find((size) => base / size <= MOST_TICKS) ?? Math.ceil(base / MOST_TICKS)
  const count = Math.max(1, Math.ceil(base / step))
  const ticks = Array.from({ length: count }, (_, index) => (index + 1) * step)
  return { endMs: count * step, ticks: ticks.map((ms) => ({ ms, text: `+${formatSpan(ms)}` })) }
}
