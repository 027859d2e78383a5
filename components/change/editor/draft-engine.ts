import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import type { LintOptions } from '@/lib/policy/lint/lint-finding'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import type { PolicyPath } from '@/lib/policy/locate'
import type { Policy } from '@/lib/policy/policy'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { ruleAt } from '@/lib/policy/rule-at'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import { validatePolicy } from '@/lib/policy/validate-policy'
import type { FileKind } from '@/lib/repository/policy-path'
import type { FileReading, TextProblem } from './file-reading'
import { findSettingsProblems } from './settings-problems'
import { shapeText } from './shape-text'

/** Everything of the editor that takes its time: what is wrong with a text, what a change means, what the tests say. */

/** What lint may know of the servers' tools. */
export type LintTools = Pick<LintOptions, 'toolNames' | 'toolSource'>

const UNKNOWN: LintTools = {}

/** Reads any text. */
export function readText(text: string, kind: FileKind, tools = UNKNOWN): FileReading {
  const { shape, parsed } = shapeText(text, kind === 'policy')
  if (kind === 'settings') return { ...shape, problems: findSettingsProblems(text) }
  if (parsed === null) return { ...shape, problems: [] }
  const lint = lintPolicy(text, tools).map(
    ({ severity, line, start, end, message, rule, fix }): TextProblem => ({
      // A finding never holds up a submission: only what Intercept refuses does.
      severity: severity === 'info' ? 'note' : 'warning',
      line,
      start,
      end,
      message,
      lint: rule,
      fix: fix ?? null,
      at: parsed.ok ? ruleAt(parsed, start) : null,
    }),
  )
  if (!parsed.ok) {
    const { line, start, end } = parsed.position
    const fault = { severity: 'error' as const, line, start, end, message: parsed.loadError }
    return { ...shape, problems: [{ ...fault, lint: null, fix: null, at: null }, ...lint] }
  }
  const errors = validatePolicy(parsed).map(({ line, start, end, message, path }): TextProblem => ({
    severity: 'error',
    line,
    start,
    end,
    message,
    lint: null,
    fix: null,
    at: ruleOf(path),
  }))
  return { ...shape, problems: [...errors, ...lint] }
}

function ruleOf(path: PolicyPath): TextProblem['at'] {
  const [tools, tool, , rule] = path
  return tools === 'tools' && typeof tool === 'string' && typeof rule === 'number' ? { tool, rule } : null
}

/** The meaning of a change; null while one side is no valid policy. */
export function compareTexts(before: string, after: string): PolicyComparison | null {
  const [from, to] = [validPolicy(before), validPolicy(after)]
  return from === null || to === null ? null : comparePolicies(from, to)
}

/** What is typed is compared with the same text from git again and again. */
const valid = new Map<string, Policy | null>()
const MOST_VALID = 8

function validPolicy(text: string): Policy | null {
  const known = valid.get(text)
  if (known !== undefined) return known
  if (valid.size >= MOST_VALID) valid.clear()
  const parsed = parsePolicy(text)
  const policy = parsed.ok && validatePolicy(parsed).length === 0 ? parsed.policy : null
  valid.set(text, policy)
  return policy
}

const TESTS_MS = 1000

/** What the tests say about a policy. Runs on every pause of typing: what takes longer than a second is said to be out of time. */
export function runTests(policy: string, tests: string): PolicyTestOutcome {
  const until = performance.now() + TESTS_MS
  return checkPolicyTests(policy, tests, { outOfTime: () => performance.now() > until })
}
