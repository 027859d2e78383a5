import type { Desired } from '@/lib/wire/desired'
import type { Evidence } from '@/lib/wire/terms'
import type { StoredProxy } from './read-proxies'
import type { Verdict } from './resolve-status'

/** A content with its place in git, for people: which commit brought it, and how many changes of this file came since. */
export interface PlacedContent {
  readonly sha256: string | null
  readonly blob: string | null
  /** The commit that brought this content to the ref; null when none did. */
  readonly commit: string | null
  readonly behindBy: number | null
  readonly at: Date
  readonly source: string
}

export interface PlacedRunning extends PlacedContent {
  readonly evidence: Evidence
  readonly reason: string | null
}

/** A proxy with its verdict and what it was derived from. */
export interface JudgedProxy {
  readonly stored: StoredProxy
  readonly verdict: Verdict
  readonly desired: Desired
  /** The commit that brought the desired content to the ref; null where none is known. */
  readonly broughtBy: string | null
  readonly desiredSince: Date
  /** Short name of the ref that it follows. */
  readonly ref: string
  readonly allowanceMs: number
  readonly pin: { readonly commit: string; readonly reason: string; readonly until: Date } | null
  readonly delivered: PlacedContent | null
  /** What the live processes run, each content once, proved or not. */
  readonly running: readonly PlacedRunning[]
}
