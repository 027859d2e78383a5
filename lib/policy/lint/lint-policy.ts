import { parsePolicy, type LoadedPolicy } from '../parse-policy'
import { LineIndex } from '../line-index'
import { readSource } from '../yaml/source'
import { lintConditions } from './lint-conditions'
import { lintCounters } from './lint-counters'
import { lintFields } from './lint-fields'
import type { LintFinding, LintOptions, ReportFinding } from './lint-finding'
import { lintNames } from './lint-names'
import { LINT_RULES } from './lint-rules'
import { lintPatterns } from './lint-patterns'
import { lintScalars } from './lint-scalars'
import { lintText } from './lint-text'
import { lintTools } from './lint-tools'

/** A hostile file makes no more than this. */
const MOST_FINDINGS = 2_000

/**
 * What is doubtful in a policy beyond Intercept's own errors, in the order of the text. Findings never repeat what `validatePolicy` says;
 * a file that cannot be loaded is judged by its characters only. Never throws.
 */
export function lintPolicy(source: string | Uint8Array, options: LintOptions = {}): LintFinding[] {
  const { text } = readSource(source)
  const parsed = parsePolicy(source)
  const lines = new LineIndex(text)
  const findings: LintFinding[] = []
  const report: ReportFinding = (rule, at, message, fix) => {
    const severity = options.severityOf?.(rule) ?? LINT_RULES[rule].severity
    if (severity === 'off' || findings.length >= MOST_FINDINGS) return
    const { start, end } = 'start' in at ? at : place(parsed.ok ? parsed : null, at)
    const docs = `docs/lint/${rule}.md`
    findings.push({ rule, severity, message, docs, ...lines.at(start), start, end, ...(fix && { fix }) })
  }
  lintText(text, report)
  if (parsed.ok) lintLoaded(parsed, options, report)
  return findings.sort((a, b) => a.start - b.start)
}

function lintLoaded(parsed: LoadedPolicy, options: LintOptions, report: ReportFinding): void {
  lintFields(parsed.document, options.engines ?? ['intercept-2026-03'], report)
  lintScalars(parsed, report)
  lintNames(parsed.policy, report)
  lintConditions(parsed.policy, report)
  lintPatterns(parsed.policy, report)
  lintCounters(parsed.policy, report)
  lintTools(parsed.policy, options, report)
}

function place(parsed: LoadedPolicy | null, path: Parameters<LoadedPolicy['positions']['locate']>[0]) {
  return parsed?.positions.locate(path) ?? { start: 0, end: 0 }
}
