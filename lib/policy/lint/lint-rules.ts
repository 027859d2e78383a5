export type Severity = 'info' | 'warning' | 'error'

export interface LintRule {
  readonly severity: Severity
  /** What is found, as a heading. */
  readonly title: string
}

/** Every lint rule by its stable id; `docs/lint/<id>.md` explains it. */
export const LINT_RULES = {
  'unknown-field': { severity: 'error', title: 'Unknown or misspelt field' },
  'newer-field': { severity: 'warning', title: 'Field of a newer engine' },
  'later-document': { severity: 'error', title: 'Later document ignored' },
  'duplicate-rule-name': { severity: 'warning', title: 'Two rules of one tool have the same name' },
  'ambiguous-denial': { severity: 'warning', title: 'Two rules of one tool deny with the same text' },
  'rule-never-denies': { severity: 'warning', title: 'Rule that can never deny' },
  'condition-never-holds': { severity: 'warning', title: 'Condition that can never hold' },
  'denies-when-missing': { severity: 'info', title: '“neq” or “not_in” denies a missing argument' },
  'pattern-matches-all': { severity: 'warning', title: 'Pattern that every text matches' },
  'unescaped-dot': { severity: 'warning', title: 'Dot that stands for any character' },
  'unanchored-pattern': { severity: 'info', title: 'Pattern that is found anywhere in a text' },
  'counter-lt': { severity: 'warning', title: '“lt” on a counter allows one call less' },
  'counter-without-limit': { severity: 'error', title: 'Counter that is never counted' },
  'negative-increment': { severity: 'warning', title: 'Counter that can count down' },
  'dotted-tool-counter': { severity: 'warning', title: 'Counter of a tool with a dot in its name' },
  'increment-truncated': { severity: 'error', title: 'Increment with a fraction' },
  'surprising-number': { severity: 'warning', title: 'Octal number or number with underscores' },
  'unquoted-date': { severity: 'warning', title: 'Date without quotes' },
  'hidden-with-rules': { severity: 'warning', title: 'Hidden tool with rules' },
  'wildcard-under-deny': { severity: 'info', title: 'Wildcard rules under default deny' },
  'unknown-tool': { severity: 'warning', title: 'Tool that the server does not have' },
  secret: { severity: 'error', title: 'Secret in a policy' },
  'hidden-characters': { severity: 'error', title: 'Invisible, bidirectional or control characters' },
  'large-file': { severity: 'warning', title: 'File larger than 256 kB' },
} as const satisfies Readonly<Record<string, LintRule>>

export type LintRuleId = keyof typeof LINT_RULES
