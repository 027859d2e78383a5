import type { Sentence } from '../describe/sentence'

/** A JSON value as a call carries it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type Effect = 'loosens' | 'tightens'

/**
 * `loosens`: some call that was denied is now allowed. `tightens`: the reverse. `same`: proved, no call is answered differently.
 * `unknown`: at least one of the two directions is not decided, so none of the other words can be used; differences that were found
 * are listed all the same.
 */
export type Verdict = Effect | 'both' | 'same' | 'unknown'

/** Net result of the change from `before` to `after`. JSON-serialisable. */
export interface PolicyComparison {
  readonly verdict: Verdict
  /** How many differences of each kind, and how many questions are open. */
  readonly counts: { readonly loosens: number; readonly tightens: number; readonly undecided: number }
  /** Every tool that one of the two names, by name, and last `*`: any tool that neither names. */
  readonly tools: readonly ToolVerdict[]
  /** What changes, loosening first, each with a call that proves it. */
  readonly differences: readonly Difference[]
  /** What could not be decided. Never empty when `verdict` is `unknown`. */
  readonly undecided: readonly Undecided[]
  /** Same answers, but the agent or the log sees something else. */
  readonly cosmetic: readonly CosmeticChange[]
}

export interface ToolVerdict {
  readonly tool: string
  readonly verdict: Verdict
}

export interface Difference {
  readonly effect: Effect
  /** The tools it holds for; `*` for any that is not named. */
  readonly tools: readonly string[]
  /** "create_refund: amount over 500 becomes denied (before: allowed up to 1000)". */
  readonly sentence: Sentence
  readonly text: string
  readonly witness: Witness
  /** The rule that makes the difference: of `after` when it tightens, of `before` when it loosens. Absent for hide and default. */
  readonly rule?: RulePlace
}

/** Where a rule stands: `tools.<tool>.rules[<index>]` of one of the two files. */
export interface RulePlace {
  readonly file: 'before' | 'after'
  readonly tool: string
  readonly index: number
  readonly name: string
}

export interface Undecided {
  /** What could still be the case; a caller must assume that it is. */
  readonly effect: Effect
  readonly tools: readonly string[]
  readonly sentence: Sentence
  readonly text: string
  readonly rule?: RulePlace
}

export interface CosmeticChange {
  /** `message`: the denial text. `name`: the rule's name. `hidden`: denied before and after, but now listed or not listed. */
  readonly kind: 'message' | 'name' | 'hidden'
  readonly tool: string
  readonly sentence: Sentence
  readonly text: string
}

export interface WitnessCall {
  readonly tool: string
  readonly args: { readonly [key: string]: Json }
}

/** Equal calls at one instant, or in each of several clock minutes or hours that follow each other. */
export interface WitnessRun {
  readonly call: WitnessCall
  /** ISO 8601, UTC. */
  readonly at: string
  readonly times: number
  readonly every?: 'minute' | 'hour'
  /** How many windows, the first at `at`; with `every`. */
  readonly windows?: number
}

/**
 * A call that the two policies answer differently, checked by evaluating it under both. `history` comes first, from empty counters; both
 * policies allow all of it.
 */
export interface Witness {
  readonly history: readonly WitnessRun[]
  readonly call: WitnessCall
  /** ISO 8601, UTC. */
  readonly at: string
  readonly before: WitnessAnswer
  readonly after: WitnessAnswer
  /** "{amount: 501} was allowed, is now denied by refund-cap". */
  readonly sentence: Sentence
  readonly text: string
}

export type WitnessAnswer =
  | { readonly result: 'allowed' }
  /** `rule` is absent where Intercept names none: quota denials. */
  | { readonly result: 'denied'; readonly rule?: string; readonly message: string }
