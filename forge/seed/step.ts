import type { Login } from './accounts'
import { chance } from './chance'
import type { Edit, Replacement } from './edits'

/** Edits as the timeline writes them: single ones and lists of them, oldest first. */
export type Edits<T extends Edit = Edit> = readonly (T | readonly T[])[]

export interface StepCommit<T extends Edit = Edit> {
  readonly message: string
  readonly edits: readonly T[]
}

/** What the timeline says about a pull request beside its title. */
export interface PullOptions<T extends Edit = Edit> {
  /** The description: why this is wanted. */
  readonly why?: string
  /** Who approves, in this order. Left out: one owner of each file, never the drafter. */
  readonly approvers?: readonly Login[]
  /** Further commits on the branch, oldest first. */
  readonly also?: readonly (readonly [message: string, edits: Edits<T>])[]
  readonly how?: 'squash' | 'merge'
  readonly labels?: readonly string[]
  /** What the policy tests say when they fail on the head. */
  readonly failing?: string
  /** Comments, after the reviews; on a closed pull request the last one says why. */
  readonly remarks?: readonly (readonly [by: Login, text: string])[]
  /** Title of an issue opened with the merge, closed a day later when that is past. */
  readonly followUp?: string
}

/** A pull request. Only replacements can be proposed without being merged: nothing later tells how they looked. */
export type PullStep = {
  readonly kind: 'pull'
  readonly days: number
  readonly by: Login
  readonly title: string
} & (
  | { readonly fate: 'merged'; readonly commits: readonly StepCommit[]; readonly options: PullOptions }
  | {
      readonly fate: 'open' | 'closed'
      readonly commits: readonly StepCommit<Replacement>[]
      readonly options: PullOptions<Replacement>
    }
)

/** A commit on main without a pull request. */
export interface PushStep {
  readonly kind: 'push'
  readonly days: number
  readonly by: Login
  readonly commit: StepCommit
}

export type Step = PullStep | PushStep

/** A merged pull request; `days` before the seeding it was merged. */
export function merged(
  days: number,
  by: Login,
  title: string,
  edits: Edits,
  options: PullOptions = {},
): PullStep {
  return {
    kind: 'pull',
    fate: 'merged',
    days: someHour(days, title),
    by,
    title,
    commits: commitsOf(title, edits, options),
    options,
  }
}

/** A pull request closed without merging `days` before the seeding. */
export function closed(
  days: number,
  by: Login,
  title: string,
  edits: Edits<Replacement>,
  options: PullOptions<Replacement> = {},
): PullStep {
  return {
    kind: 'pull',
    fate: 'closed',
    days: someHour(days, title),
    by,
    title,
    commits: commitsOf(title, edits, options),
    options,
  }
}

/** A pull request that is still open; its last commit was pushed `days` before the seeding. */
export function open(
  days: number,
  by: Login,
  title: string,
  edits: Edits<Replacement>,
  options: PullOptions<Replacement> = {},
): PullStep {
  return { kind: 'pull', fate: 'open', days, by, title, commits: commitsOf(title, edits, options), options }
}

export function pushed(days: number, by: Login, message: string, edits: Edits): PushStep {
  return { kind: 'push', days: someHour(days, message), by, commit: { message, edits: edits.flat() } }
}

export function hours(count: number): number {
  return count / 24
}

export function minutes(count: number): number {
  return count / (24 * 60)
}

/** Whole days would all end at the hour of the seeding; the last two days happen when the timeline says. */
function someHour(days: number, title: string): number {
  return days < 2 ? days : days + 0.8 * (chance(title, 'hour') - 0.5)
}

function commitsOf<T extends Edit>(title: string, edits: Edits<T>, options: PullOptions<T>): StepCommit<T>[] {
  return [[title, edits] as const, ...(options.also ?? [])].map(([message, list]) => ({
    message,
    edits: flatten(list),
  }))
}

function flatten<T extends Edit>(edits: Edits<T>): T[] {
  return edits.flatMap((edit) => (isList(edit) ? [...edit] : [edit]))
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}
