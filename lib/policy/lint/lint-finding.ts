import type { Edit } from '../edit/edits'
import type { PolicyPath, Position } from '../locate'
import type { LintRuleId, Severity } from './lint-rules'

/** What lint says about one place of a policy. JSON-serialisable. */
export interface LintFinding extends Position {
  readonly rule: LintRuleId
  readonly severity: Severity
  readonly message: string
  /** The explanation, relative to the project: `docs/lint/<rule>.md`. */
  readonly docs: string
  /** Edits for `applyEdits` that keep the meaning of the policy; only where that is certain. */
  readonly fix?: LintFix
}

export interface LintFix {
  readonly title: string
  readonly edits: readonly Edit[]
}

/** Where checks report to: by a place in the policy, or by offsets of the text. */
export type ReportFinding = (
  rule: LintRuleId,
  at: PolicyPath | { readonly start: number; readonly end: number },
  message: string,
  fix?: LintFix,
) => void

export type Engine = 'intercept-2026-03' | 'intercept-1.4' | 'lockstep'

export interface LintOptions {
  /** What the proxies of this policy run; without it, the measured Intercept of 2026-03. */
  readonly engines?: readonly Engine[]
  /** The tools that the server really has. */
  readonly toolNames?: readonly string[] | undefined
  /** Where `toolNames` come from, as the end of a sentence: `of stripe-prod-1, seen 26 Nov 14:03 UTC`. */
  readonly toolSource?: string | undefined
  /** The configured severity of a rule for this file; `null` keeps the rule's own. */
  readonly severityOf?: (rule: LintRuleId) => Severity | 'off' | null
}
