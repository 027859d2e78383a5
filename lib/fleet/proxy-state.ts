import type { Evidence } from '@/lib/wire/terms'

/** Where a blob is in git, seen from the path and ref that a proxy follows. */
export type Placement =
  /** It was this path's content on the ref's first-parent line; `behindBy` counts commits that changed this file since. */
  | { readonly kind: 'on-ref'; readonly introducedBy: string; readonly behindBy: number }
  /** Git has it, but this ref never had it at this path. `path` when the ref had it at another one. */
  | { readonly kind: 'off-ref'; readonly path: string | null }
  /** In no commit that Lockstep ever saw. */
  | { readonly kind: 'in-no-commit' }
  /** The history cannot be asked now. */
  | { readonly kind: 'unknown' }

/** What a proxy should run, by git alone. */
export type DesiredState =
  | {
      readonly kind: 'file'
      readonly sha256: string
      readonly blob: string
      /** Tip of the ref, or the pinned commit. */
      readonly commit: string
      /** Short name of the ref, such as `main`. */
      readonly ref: string
      readonly path: string
      /** When it became desired for this path. */
      readonly since: Date
    }
  | {
      readonly kind: 'removed'
      readonly commit: string
      readonly ref: string
      readonly path: string
      readonly since: Date
    }
  | { readonly kind: 'unknown'; readonly ref: string; readonly path: string; readonly reason: string }

/** Bytes that were seen somewhere. */
export interface SeenContent {
  readonly sha256: string | null
  readonly blob: string | null
  /** By the server's clock. */
  readonly at: Date
  /** By that of its host: what orders two contents of one host. */
  readonly hostAt: Date
  readonly source: string
  /** In how many lines it differs from the content with the sha256 `from`; null where nobody counted. */
  readonly differs?: { readonly from: string; readonly lines: number } | null
}

export interface SeenAttempt extends SeenContent {
  readonly result: 'success' | 'failure'
  readonly error: string | null
}

export interface SeenRunning extends SeenContent {
  readonly evidence: Evidence
  /** Why the evidence is not higher. */
  readonly reason: string | null
}

/** One live process. */
export interface InstanceState {
  readonly id: string
  readonly attempted: SeenAttempt | null
  readonly running: SeenRunning | null
}

/** Everything that a verdict is derived from. */
export interface ProxyState {
  /** Last contact of the connector, by the server's clock; null when it never reported. */
  readonly lastSeenAt: Date | null
  readonly desired: DesiredState
  /**
   * While the repository cannot be fetched, though others may: since when, and until when all its commits are known; `since` null where the
   * first fetch is still under way. Null while it can.
   */
  readonly silence: { readonly since: Date | null; readonly knownTo: Date } | null
  /** The live file. */
  readonly delivered: SeenContent | null
  /** What the connector refused to write. */
  readonly refused: SeenAttempt | null
  /** Why the connector cannot read events, so that it does not know of every process; null when it can. */
  readonly unread: string | null
  /** Live processes only. */
  readonly instances: readonly InstanceState[]
  /** When the last process ended, and what it ran; for the sentences of proxies without a live process. */
  readonly lastEndedAt: Date | null
  readonly lastRunning: SeenRunning | null
  /** A pin that counts now; `desired` is then the pinned content. */
  readonly pin: { readonly commit: string; readonly reason: string; readonly until: Date } | null
  /** How long running may differ from desired without being drift. */
  readonly allowanceMs: number
  /** Who brings the file: `Lockstep`, `git-sync`, … */
  readonly tool: string
}
