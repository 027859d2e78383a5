import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'
import { validatePolicy } from '@/lib/policy/validate-policy'

export interface TextProblem {
  /** 1-based. */
  readonly line: number
  readonly message: string
}

/** What a text is as a policy, as the server will judge it at the submission. */
export interface JudgedText {
  /** Null when Intercept could not load it. */
  readonly policy: Policy | null
  readonly problems: readonly TextProblem[]
}

export function judgeText(text: string): JudgedText {
  const parsed = parsePolicy(text)
  if (!parsed.ok)
    return { policy: null, problems: [{ line: parsed.position.line, message: parsed.loadError }] }
  return {
    policy: parsed.policy,
    problems: validatePolicy(parsed).map(({ line, message }) => ({ line, message })),
  }
}

/** The meaning of a change; null while one side is no valid policy. */
export function meaningOf(before: JudgedText, after: JudgedText): PolicyComparison | null {
  const isValid = ({ policy, problems }: JudgedText) => policy !== null && problems.length === 0
  if (!isValid(before) || !isValid(after) || before.policy === null || after.policy === null) return null
  return comparePolicies(before.policy, after.policy)
}
