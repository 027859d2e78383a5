import type { Position } from '../locate'
import type { Operator, Window } from '../policy'

/**
 * The closed set of edits that Lockstep makes to a policy file. Edits are plain JSON: the form sends them, a draft keeps them, the
 * command line reads them and lint offers them as fixes. `editsSchema` checks what comes from outside.
 */
export type Edit = FileEdit | ToolEdit | RuleEdit | ConditionEdit

/**
 * Where a rule stands. `rule` counts from zero after null items are dropped, as in Intercept's messages: `rules: [~, {name: a}]` has
 * `a` at 0. It counts in the policy as the edits before this one have left it.
 */
export interface RuleAddress {
  readonly tool: string
  readonly rule: number
  /** When given, the edit is refused if the rule at that place has another name. */
  readonly named?: string
}

/** `condition` counts like `rule`. The condition that a `rate_limit` stands for has no address: convert the limit first. */
export interface ConditionAddress extends RuleAddress {
  readonly condition: number
}

export type Default = 'allow' | 'deny'

export type Action = 'evaluate' | 'deny'

/** A Go `int` in plain decimals, e.g. `-5`: JSON numbers end at 2^53. */
export type IntegerText = string

/** A value of a condition. The kinds are those of `GoValue`; dates, infinities and NaN are never written. */
export type EditValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** -2^63 … 2^64-1; Go has no number operator for what is above 2^63-1. */
  | { readonly kind: 'int'; readonly value: IntegerText }
  /** Finite. `5` is written `5.0`. */
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly EditValue[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, EditValue])[] }

export interface ConditionContent {
  readonly path: string
  readonly op: Operator
  readonly value: EditValue
}

/** `count` is positive. */
export interface LimitContent {
  readonly count: IntegerText
  readonly window: Window
}

/** A counter; `increment` and `incrementFrom` are written only when given. */
export interface CounterContent {
  readonly counter: string
  readonly window: Window
  readonly increment?: IntegerText
  readonly incrementFrom?: string
}

/** A whole rule; what is absent is not written. */
export interface RuleContent {
  readonly name: string
  readonly action?: Action
  readonly rateLimit?: LimitContent
  readonly conditions?: readonly ConditionContent[]
  readonly state?: CounterContent
  readonly onDeny?: string
}

export type FileEdit =
  /** Writes `version`, the given fields and empty `tools` into a file that holds no policy yet: empty, or comments only. */
  | { readonly op: 'create-file'; readonly description?: string; readonly default?: Default }
  | { readonly op: 'set-default'; readonly value: Default }
  | { readonly op: 'unset-default' }
  | { readonly op: 'set-description'; readonly value: string }
  | { readonly op: 'unset-description' }
  /** `at` is the index the entry will have; at the end when absent. */
  | { readonly op: 'add-hide'; readonly name: string; readonly at?: number }
  | { readonly op: 'remove-hide'; readonly index: number; readonly named?: string }
  /** Replaces the list, touching only entries that differ. An empty list removes the key. */
  | { readonly op: 'set-hide'; readonly names: readonly string[] }

export type ToolEdit =
  /** `before` names the tool it is written in front of; at the end when absent. */
  | {
      readonly op: 'add-tool'
      readonly tool: string
      readonly rules?: readonly RuleContent[]
      readonly before?: string
    }
  | { readonly op: 'remove-tool'; readonly tool: string }
  /** Conditions anywhere that name a counter of the tool follow. */
  | { readonly op: 'rename-tool'; readonly tool: string; readonly to: string }

export type RuleEdit =
  /** `at` is the index the rule will have; at the end when absent. */
  | { readonly op: 'add-rule'; readonly tool: string; readonly content: RuleContent; readonly at?: number }
  | ({ readonly op: 'remove-rule' } & RuleAddress)
  | ({ readonly op: 'rename-rule'; readonly to: string } & RuleAddress)
  /**
   * Moves the rule with its comments, also to another tool (`toTool`); `at` is the index it will have there, at the end when absent.
   * Its conditions on its own counter follow.
   */
  | ({ readonly op: 'move-rule'; readonly toTool?: string; readonly at?: number } & RuleAddress)
  /** Copies the rule under the name `as`; behind the original, or to `at` in `toTool`. The comment above stays with the original. */
  | ({
      readonly op: 'duplicate-rule'
      readonly as: string
      readonly toTool?: string
      readonly at?: number
    } & RuleAddress)
  | ({ readonly op: 'set-action'; readonly value: Action } & RuleAddress)
  | ({ readonly op: 'unset-action' } & RuleAddress)
  /** `on_deny`. */
  | ({ readonly op: 'set-message'; readonly value: string } & RuleAddress)
  | ({ readonly op: 'unset-message' } & RuleAddress)
  | ({ readonly op: 'set-rate-limit'; readonly value: LimitContent } & RuleAddress)
  | ({ readonly op: 'unset-rate-limit' } & RuleAddress)
  /** Writes the condition, the counter and the message of a `rate_limit` out; the meaning stays. */
  | ({ readonly op: 'expand-rate-limit' } & RuleAddress)
  /** The way back; refused when the rule says more than a `rate_limit` can. */
  | ({ readonly op: 'collapse-rate-limit' } & RuleAddress)
  /** Sets the given fields of `state`; `null` unsets. A new block needs `counter` and `window`. Conditions follow a new counter name. */
  | ({ readonly op: 'set-counter'; readonly value: CounterChange } & RuleAddress)
  | ({ readonly op: 'unset-counter' } & RuleAddress)

export interface CounterChange {
  readonly counter?: string
  readonly window?: Window
  readonly increment?: IntegerText | null
  readonly incrementFrom?: string | null
}

export type ConditionEdit =
  | ({ readonly op: 'add-condition'; readonly content: ConditionContent; readonly at?: number } & RuleAddress)
  /** Removes all conditions and the key. */
  | ({ readonly op: 'clear-conditions' } & RuleAddress)
  | ({ readonly op: 'remove-condition' } & ConditionAddress)
  /** `at` is the index the condition will have. */
  | ({ readonly op: 'move-condition'; readonly at: number } & ConditionAddress)
  | ({ readonly op: 'set-condition-path'; readonly value: string } & ConditionAddress)
  | ({ readonly op: 'set-condition-op'; readonly value: Operator } & ConditionAddress)
  | ({ readonly op: 'set-condition-value'; readonly value: EditValue } & ConditionAddress)

/** A replacement of `[start, end)` by `text`; offsets are UTF-16 units into the text before. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

export type RefusalCode =
  /** Intercept cannot load the file. */
  | 'unloadable'
  | 'duplicate-key'
  /** Something follows the first document. */
  | 'multiple-documents'
  /** `%YAML` or `%TAG` lines. */
  | 'directives'
  /** Line breaks other than LF and CRLF, which editors and go-yaml count differently. */
  | 'line-breaks'
  /** `*name` on the way to what is edited, or inside what would be copied. */
  | 'alias'
  /** `&name` inside what is edited, and named elsewhere. */
  | 'anchor-used'
  | 'explicit-tag'
  /** `<<` on the way. */
  | 'merge-key'
  /** `? key`, or a key that is no text. */
  | 'complex-key'
  /** A comment stands where the edit would have to write. */
  | 'comment'
  | 'not-found'
  | 'exists'
  /** The condition or counter asked for is one that a `rate_limit` stands for. */
  | 'shorthand'
  /** The rule says more than a `rate_limit` can. */
  | 'not-a-rate-limit'
  /** The file holds a policy already. */
  | 'not-empty'
  /** More edits than can be made to a file of this size in a moment. */
  | 'too-many'
  /** The edit itself makes no sense: a number that is none, a text that YAML cannot hold. */
  | 'invalid-edit'
  /** The text after the edit would not read as intended. */
  | 'not-sure'

/** Why nothing was changed. */
export interface EditRefusal {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** A plain sentence that says what to do. */
  readonly reason: string
  /** In the text as the edits before the refused one have left it. */
  readonly position: Position
  /** Index of the refused edit; -1 when the file itself is the reason. */
  readonly edit: number
}

export interface EditedText {
  readonly kind: 'edited'
  readonly text: string
  /** What turns the given text into `text`: sorted, disjoint, offsets into the given text. */
  readonly splices: readonly Splice[]
  /** What turns `text` back, byte for byte; offsets into `text`. */
  readonly undo: readonly Splice[]
}

/** All edits were made, or none. */
export type EditResult = EditedText | EditRefusal
