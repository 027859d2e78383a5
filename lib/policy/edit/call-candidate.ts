import type { Edit } from './edits'

/** A call as the log tells it. */
export interface CallShape {
  readonly tool: string
  /** Names of its arguments; null when the proxy does not record them. */
  readonly argKeys: readonly string[] | null
  /** The rule that decided it; null when none did, or the log does not know. */
  readonly rule: string | null
}

/** A way to answer calls like one differently, as edits of its policy. */
export interface CallCandidate {
  /** "Calls that carry reason". */
  readonly title: string
  readonly edits: readonly Edit[]
  /** Calls of the sample that it is about; null where the log cannot tell. */
  readonly calls: number | null
  /** What it does, and what a person should know of it before choosing. */
  readonly note: string
}

/** Calls of a tool lately, of those whose argument names are known: how many carried exactly these. */
export type CallShapes = readonly { readonly keys: readonly string[]; readonly calls: number }[]
