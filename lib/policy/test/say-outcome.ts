import { printable } from '../describe/sentence'
import type { Expectation } from './policy-test'
import type { Outcome } from './test-report'

/** `allowed`, `denied`, `denied by refund-rate`, with control characters written as escapes. */
export function sayOutcome(outcome: Expectation | Outcome): string {
  if (outcome.result === 'allowed') return 'allowed'
  return outcome.rule === undefined ? 'denied' : `denied by ${printable(outcome.rule)}`
}

/** Where only the texts of two denials differ. */
export function sayMessages(expected: string, got: string): string {
  return sentence(`Expected the message “${printable(expected)}”, got “${printable(got)}”`)
}

/** Ends it with a full stop, unless a quotation at its end has one. */
export function sentence(text: string): string {
  return text.endsWith('.”') ? text : `${text}.`
}
