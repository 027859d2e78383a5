import type { Window } from '../policy'

/** At most so many calls per window; a window that is absent has no limit. */
export type Limits = Partial<Readonly<Record<Window, number>>>

/** Equal calls at one instant, or at the start of each of several windows that follow each other. */
export interface Burst {
  /** Milliseconds after the start of the largest window. */
  readonly at: number
  readonly times: number
  readonly every?: 'minute' | 'hour'
  readonly windows?: number
}

const MINUTE = 60_000
const HOUR = 3_600_000

/** How many calls fit into one window of a kind. Windows are nested: 60 minutes an hour, 24 hours a day. */
export function capacity(limits: Limits, window: Window): number {
  const { minute = Infinity, hour = Infinity, day = Infinity } = limits
  if (window === 'minute') return Math.min(minute, hour, day)
  const hourly = Math.min(hour, 60 * minute)
  return window === 'hour' ? Math.min(hourly, day) : Math.min(day, 24 * hourly)
}

/** For each window the smaller of the limits. */
export function joinLimits(...all: readonly Limits[]): Limits {
  const joined: Partial<Record<Window, number>> = {}
  for (const limits of all) {
    for (const window of ['minute', 'hour', 'day'] as const) {
      const limit = limits[window]
      if (limit !== undefined) joined[window] = Math.min(limit, joined[window] ?? Infinity)
    }
  }
  return joined
}

/** A limit that the instants of a schedule keep to, for `calls` calls within one window. At least one per minute must fit. */
export function schedule(calls: number, limits: Limits): Burst[] {
  if (calls === 0) return []
  const { minute = Infinity } = limits
  const hourly = Math.min(limits.hour ?? Infinity, 60 * minute)
  if (calls <= minute && calls <= hourly) return [{ at: 0, times: calls }]
  if (calls <= hourly) return repeated(calls, minute, 'minute', MINUTE, 0)
  if (hourly <= minute) return repeated(calls, hourly, 'hour', HOUR, 0)
  const bursts: Burst[] = []
  for (let left = calls, at = 0; left > 0; left -= hourly, at += HOUR) {
    bursts.push(...repeated(Math.min(left, hourly), minute, 'minute', MINUTE, at))
  }
  return bursts
}

function repeated(
  calls: number,
  each: number,
  every: 'minute' | 'hour',
  length: number,
  from: number,
): Burst[] {
  const windows = Math.floor(calls / each)
  const rest = calls % each
  const bursts: Burst[] =
    windows === 0 ? [] : [{ at: from, times: each, ...(windows > 1 ? { every, windows } : {}) }]
  if (rest > 0) bursts.push({ at: from + windows * length, times: rest })
  return bursts
}

/** The start of the last window that a schedule uses, so that one more call can be placed after it. */
export function instantOfCall(calls: number, limits: Limits): number {
  const last = schedule(calls + 1, limits).at(-1)
  if (last === undefined) return 0
  const length = last.every === 'hour' ? HOUR : MINUTE
  return last.at + ((last.windows ?? 1) - 1) * (last.every === undefined ? 0 : length)
}
