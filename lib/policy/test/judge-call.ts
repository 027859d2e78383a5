import type { Decision } from '../decision'
import { printable } from '../describe/sentence'
import { nearestName } from '../nearest-name'
import type { Expectation } from './policy-test'
import { sayMessages, sayOutcome, sentence } from './say-outcome'
import type { Outcome } from './test-report'

/** A decision with the name of the rule behind it. `ruleName` finds it in the policy. */
export function toOutcome(
  decision: Decision,
  ruleName: (reference: NonNullable<Extract<Decision, { result: 'denied' }>['decidedBy']>) => string,
): Outcome {
  if (decision.result === 'allowed') return { result: 'allowed' }
  const { rule, message, decidedBy } = decision
  const name = decidedBy === undefined ? (rule ?? '') : ruleName(decidedBy)
  return { result: 'denied', rule: name, loggedRule: rule ?? null, message }
}

/** What is wrong with an outcome, in one sentence; `null` when it is as expected. `known` = the rules that the call meets. */
export function judge(expected: Expectation, got: Outcome, known: readonly string[]): string | null {
  if (expected.result === 'allowed' || got.result === 'allowed') {
    return expected.result === got.result ? null : says(expected, got)
  }
  const { rule, message } = expected
  if (rule !== undefined && rule !== got.rule) return `${says(expected, got)}${noSuchRule(rule, known)}`
  return message === undefined || message === got.message ? null : sayMessages(message, got.message)
}

function says(expected: Expectation, got: Outcome): string {
  const text = got.result === 'denied' ? `: “${printable(got.message)}”` : ''
  return sentence(`Expected ${sayOutcome(expected)}, got ${sayOutcome(got)}${text}`)
}

function noSuchRule(rule: string, known: readonly string[]): string {
  if (known.includes(rule) || rule === '(hidden)' || rule === '(default deny)') return ''
  const meant = nearestName(rule, [...known, '(hidden)', '(default deny)'])
  const advice = meant === null ? '' : ` Did you mean ${printable(meant)}?`
  return ` No rule that this call meets is named ${printable(rule)}.${advice}`
}
