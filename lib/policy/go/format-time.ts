import type { GoTime } from '../policy'

/** Go's `Time.String`, e.g. `2024-01-01 10:20:30.5 -0800 -0800`. The wall clock is that of the zone the time was written in. */
export function formatTime(time: GoTime): string {
  const offset = time.offsetSeconds ?? 0
  const local = new Date(Number(time.seconds + BigInt(offset)) * 1000)
  const year = local.getUTCFullYear()
  const date = `${year < 0 ? '-' : ''}${pad(Math.abs(year), 4)}-${pad(local.getUTCMonth() + 1)}-${pad(local.getUTCDate())}`
  const clock = `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}:${pad(local.getUTCSeconds())}`
  const fraction = time.nanoseconds === 0 ? '' : `.${pad(time.nanoseconds, 9).replace(/0+$/, '')}`
  return `${date} ${clock}${fraction} ${zone(offset)}`
}

/** A zone without a name is printed as its offset, twice. Offset zero is UTC, as on a machine whose own zone is UTC. */
function zone(offset: number): string {
  if (offset === 0) return '+0000 UTC'
  const minutes = Math.trunc(Math.abs(offset) / 60)
  const text = `${offset < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60))}${pad(minutes % 60)}`
  return `${text} ${text}`
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0')
}

/** Go's `time.RFC3339Nano`, e.g. `2024-01-01T10:20:30.5-08:00`. */
export function formatRfc3339(time: GoTime): string {
  const [date = '', clock = '', offset = ''] = formatTime(time).split(' ')
  const zone = offset === '+0000' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3)}`
  return `${date}T${clock}${zone}`
}
