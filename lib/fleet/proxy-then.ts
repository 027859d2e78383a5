import type { MovesAround, RefMove } from './desired-times'

/** What one process ran at an instant, by its last load before it. */
export interface RunThen {
  readonly nativeId: string
  readonly since: Date
  /** When it loaded something else, or ended; null when nothing of that is recorded, and when the whole fleet is asked for. */
  readonly until: Date | null
  readonly sha256: string | null
  readonly blob: string | null
  /** The commit that brought this content to the ref; null when none did. */
  readonly commit: string | null
  readonly evidence: number
}

/** `not-known`: a process ran, but what it ran was not proved, or nobody reported it then, or what was desired is not known. */
export type StateThen = 'in-sync' | 'other' | 'not-known' | 'not-running'

export interface ProxyThen {
  readonly name: string
  readonly environment: string
  readonly policyPath: string
  /** By the label that it has now, or had last: which ones it had then is not kept. Null without one. */
  readonly team: string | null
  /** What was desired by git then, with the commit that had brought it or to which it was pinned; null when the path did not exist, or Lockstep did not know the ref yet. */
  readonly desired: { readonly commit: string; readonly blob: string } | null
  readonly runs: readonly RunThen[]
  /** When its connector was heard of last, where that was too long before: it was offline then, and nobody knows what it ran. */
  readonly silentSince: Date | null
  readonly state: StateThen
}

export interface FleetThen {
  readonly at: Date
  /** Where the tracked branch stood then; null before Lockstep knew it. */
  readonly tip: string | null
  /** When the tracked branch moved, around that instant. */
  readonly moves: MovesAround
  /** All moves of the tracked branch that are on record, the oldest first. */
  readonly recorded: readonly RefMove[]
  readonly proxies: readonly ProxyThen[]
  /** Registered then: the denominator. */
  readonly total: number
  readonly inSync: number
}
