const NS_PER_MS = 1_000_000n
/** The wall clock is corrected now and then; the fine clock follows it when they are this far apart. */
const TOLERANCE_MS = 5

let anchor = { wallMs: Date.now(), fine: process.hrtime.bigint() }

/** The present time in UTC as Go's RFC3339Nano writes it: up to nine digits, without trailing zeros. */
export function eventTime(): string {
  return formatNanoseconds(wallNanoseconds())
}

/** Nanoseconds since the Unix epoch in that format. */
export function formatNanoseconds(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / NS_PER_MS)).toISOString().slice(0, 19)
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`
}

/** Node's wall clock has milliseconds only; between its ticks the monotonic clock counts on. */
function wallNanoseconds(): bigint {
  const wallMs = Date.now()
  const fine = process.hrtime.bigint()
  const now = BigInt(anchor.wallMs) * NS_PER_MS + (fine - anchor.fine)
  if (Math.abs(Number(now / NS_PER_MS) - wallMs) <= TOLERANCE_MS) return now
  anchor = { wallMs, fine }
  return BigInt(wallMs) * NS_PER_MS
}
