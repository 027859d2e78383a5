const BITS = new DataView(new ArrayBuffer(8))

/** The next larger float64. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  BITS.setFloat64(0, value)
  BITS.setBigInt64(0, BITS.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return BITS.getFloat64(0)
}

/**
 * Every number between, below and above the points answers as one of these do: the points themselves and one number of each gap that
 * is not empty. Ascending; both zeros where 0 is a point. JSON has no infinity, so the ends are the largest finite numbers.
 */
export function numbersAround(points: Iterable<number>): number[] {
  const sorted = [...new Set([...points].map((point) => point + 0))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const first = sorted[0]
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return [1]
  const numbers: number[] = []
  const below = between(-Infinity, first)
  if (below !== null) numbers.push(below)
  sorted.forEach((point, i) => {
    numbers.push(point)
    if (point === 0) numbers.push(-0)
    const gap = between(point, sorted[i + 1] ?? Infinity)
    if (gap !== null) numbers.push(gap)
  })
  return numbers
}

/** A number strictly between, whole and near the lower end if there is one; `null` when no float64 lies between. */
function between(low: number, high: number): number | null {
  const next = low === -Infinity ? -Number.MAX_VALUE : nextUp(low)
  if (!(next < high) || !Number.isFinite(next)) return null
  const candidates =
    low === -Infinity ? [high - 1, Math.floor(high), next] : [Math.floor(low) + 1, (low + high) / 2, next]
  return candidates.find((number) => number > low && number < high && Number.isFinite(number)) ?? next
}
