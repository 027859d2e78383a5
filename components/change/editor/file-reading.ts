import type { RuleReading } from '@/lib/policy/describe/describe-rule'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import type { LintRuleId } from '@/lib/policy/lint/lint-rules'
import type { Policy, Rule } from '@/lib/policy/policy'

/** What is wrong or doubtful at a place of a text. Lines count from 1, offsets are UTF-16 units. */
export interface TextProblem {
  readonly severity: 'error' | 'warning' | 'note'
  readonly line: number
  readonly start: number
  readonly end: number
  readonly message: string
  /** The lint rule; null for Intercept's own errors. */
  readonly lint: LintRuleId | null
  /** Edits that mend it without changing the meaning. */
  readonly fix: { readonly title: string; readonly edits: readonly Edit[] } | null
  /** Where it is in the form; null for what is no rule's. */
  readonly at: { readonly tool: string; readonly rule: number } | null
}

/** One rule with its plain words and its place in the text. */
export interface RuleView {
  readonly rule: Rule
  readonly reading: RuleReading
  /** 1-based, inclusive. */
  readonly line: number
  readonly lastLine: number
}

/** Where a tool stands in the text, for its outline. */
export interface ToolPlace {
  /** From 1. */
  readonly line: number
  /** The short comment right above it, which begins a group in many files. */
  readonly heading: string | null
}

/** What a text says, before anybody looks for what is wrong with it. JSON-like: the server sends it with the page. */
export interface FileShape {
  readonly text: string
  /** Null when Intercept could not load it, and for files that are no policy. */
  readonly policy: Policy | null
  readonly rules: ReadonlyMap<string, readonly RuleView[]>
  /** Every tool that the text names, in its order; hidden ones without rules last. Empty like `rules`. */
  readonly tools: ReadonlyMap<string, ToolPlace>
  /** Whether the file itself says what unlisted tools get. */
  readonly saysDefault: boolean
  /** Why the kept edits do not fit their base any more; the text is then the base's. */
  readonly refusal: EditRefusal | null
}

/** What a text is, as the server will judge it at the submission. */
export interface FileReading extends FileShape {
  readonly problems: readonly TextProblem[]
}

export function errorsOf({ problems }: FileReading): readonly TextProblem[] {
  return problems.filter(({ severity }) => severity === 'error')
}
