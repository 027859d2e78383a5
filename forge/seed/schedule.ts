import { chance } from './chance'
import { momentBefore } from './clock'
import type { PullStep } from './step'

/** When each part of a pull request's life happens. */
export interface PullTimes {
  /** One per commit, in their order; the last may come after the opening. */
  readonly commits: readonly Date[]
  readonly opened: Date
  /** When the checks answer: after the opening, and after a commit that came later. */
  readonly checked: readonly Date[]
  readonly reviews: readonly Date[]
  readonly remarks: readonly Date[]
  /** Merged or closed; meaningless for an open one. */
  readonly ended: Date
}

/** How many of each a pull request has. */
export interface PullParts {
  readonly commits: number
  readonly reviews: number
  readonly remarks: number
}

/** Parts of the time between the first commit and the end. */
const OPENED = 0.35
const LATE_COMMIT = 0.5
const LEAD_HOURS = { emergency: 0.7, open: 1.5, recent: 17, usual: 46 }

/**
 * Spreads a pull request over the time before its end, but not before `free`: how many days before `now` its files
 * were last changed on main. An open one was opened at the timeline's time, and lasts until now.
 */
export function schedulePull(now: Date, step: PullStep, parts: PullParts, free: number): PullTimes {
  const isOpen = step.fate === 'open'
  const start = isOpen ? step.days + leadDays(step) : Math.min(free, step.days + leadDays(step))
  const end = isOpen ? 0 : step.days
  const opened = isOpen ? step.days : start + (end - start) * OPENED
  const at = (part: number): Date => momentBefore(now, dayAt(part, { start, opened, end }))
  const late = step.fate === 'merged' && parts.commits > 1 && chance(step.title, 'late') < 0.5 ? 1 : 0
  return {
    commits: [...spread(parts.commits - late, 0.05, OPENED - 0.03), ...spread(late, LATE_COMMIT, 1)].map(at),
    opened: at(OPENED),
    checked: [OPENED + 0.01, ...spread(late, LATE_COMMIT + 0.01, 1)].map(at),
    reviews: spread(parts.reviews, 0.6, 0.88).map(at),
    remarks: spread(parts.remarks, 0.9, 0.97).map(at),
    ended: at(1),
  }
}

/** Days before now of a part of a pull request's life; both sides of the opening have their own pace. */
function dayAt(part: number, { start, opened, end }: { start: number; opened: number; end: number }): number {
  return part <= OPENED
    ? start + (opened - start) * (part / OPENED)
    : opened + (end - opened) * ((part - OPENED) / (1 - OPENED))
}

function leadDays(step: PullStep): number {
  const hours = (): number => {
    if (step.options.labels?.includes('emergency')) return LEAD_HOURS.emergency
    if (step.fate === 'open') return LEAD_HOURS.open
    return step.days < 2 ? LEAD_HOURS.recent : 4 + LEAD_HOURS.usual * chance(step.title, 'lead')
  }
  return hours() / 24
}

/** `count` parts from `from` towards `to`, evenly; a single one lies at `from`. */
function spread(count: number, from: number, to: number): number[] {
  return Array.from({ length: count }, (_, at) => from + ((to - from) * at) / count)
}
