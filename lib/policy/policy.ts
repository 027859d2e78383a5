/**
 * The data model of a policy as Intercept's Go program holds it in memory after `config.Load`
 * (snapshot of 2026-03-04): defaults applied, `rate_limit` shorthands expanded, null list items dropped.
 */

/**
 * A value as go-yaml v3 decodes it into `any`. The Go type matters: an `int` formats as plain decimals, a `float` like `%v`,
 * and a `uint64` (2^63 … 2^64-1) is not numeric for any operator.
 */
export type GoValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** Go `int` (64 bit). */
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'uint64'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** `bytes` is present only when the Go string is not valid UTF-8 (`!!binary`); `value` then holds U+FFFD in place of bad bytes. */
  | { readonly kind: 'string'; readonly value: string; readonly bytes?: Uint8Array }
  | { readonly kind: 'time'; readonly value: GoTime }
  | { readonly kind: 'list'; readonly items: readonly GoValue[] }
  /** `anyKeys` is Go's `map[interface{}]interface{}` (some key is not a string). Order is that of the document. */
  | {
      readonly kind: 'map'
      readonly entries: readonly (readonly [GoValue, GoValue])[]
      readonly anyKeys: boolean
    }

/** A Go `time.Time`: an instant and the zone it was written in. */
export interface GoTime {
  /** Seconds since the Unix epoch, UTC. */
  readonly seconds: bigint
  /** 0 … 999,999,999. */
  readonly nanoseconds: number
  /** Offset east of UTC in seconds; `null` when the text had no zone or `Z` (Go prints `+0000 UTC`). */
  readonly offsetSeconds: number | null
}

export type Operator =
  | 'eq'
  | 'neq'
  | 'in'
  | 'not_in'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'regex'
  | 'contains'
  | 'exists'

export type Window = 'minute' | 'hour' | 'day'

/** One condition; the strings are unchecked until `validatePolicy` has passed. */
export interface Condition {
  readonly path: string
  readonly op: string
  readonly value: GoValue
}

/** A counter that an evaluate rule keeps. */
export interface StateBlock {
  readonly counter: string
  readonly window: string
  /** Never 0: a missing or zero increment is 1. Negative is accepted, as in Go. */
  readonly increment: bigint
  /** `''` when not set. */
  readonly incrementFrom: string
}

export interface Rule {
  readonly name: string
  /** After defaults: `'evaluate'`, `'deny'`, or whatever else the file says (then validation refuses it). */
  readonly action: string
  /** `''` after a successful expansion; the original text when it could not be expanded. */
  readonly rateLimit: string
  /** The shorthand this rule was expanded from, e.g. `5/hour`; absent on rules written in full. */
  readonly expandedFrom?: string
  readonly conditions: readonly Condition[]
  readonly onDeny: string
  readonly state?: StateBlock
}

export interface ToolPolicy {
  readonly name: string
  readonly rules: readonly Rule[]
}

/** A whole policy file. Tools keep the order of the file; `'*'` is a tool like any other. */
export interface Policy {
  readonly version: string
  readonly description: string
  /** After defaults: `'allow'`, `'deny'`, or whatever else the file says. */
  readonly default: string
  readonly hide: readonly string[]
  readonly tools: ReadonlyMap<string, ToolPolicy>
}
