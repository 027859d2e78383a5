import { printable } from '../describe/sentence'
import { sayOutcome } from './say-outcome'
import type { CaseResult, PolicyTestOutcome } from './test-report'

/** More cases are only counted: a pull request is read, not studied. */
const MOST_NAMED = 10

/**
 * What the tests of a changed policy say, as plain sentences for the body of a pull request or a panel: the count, then each case that
 * fails. Texts are those of people; who writes Markdown or HTML escapes them. `null` = there is no test file.
 */
export function sayTests(outcome: PolicyTestOutcome | null): string[] {
  if (outcome === null) return ['No policy tests.']
  if (outcome.kind === 'invalid-policy') return ['Policy tests were not run: Intercept refuses the policy.']
  if (outcome.kind === 'invalid-tests') {
    const [first] = outcome.problems
    const where = first === undefined ? '' : `: line ${first.line}: ${first.message}`
    return [`Policy tests were not run, because their file has a fault${where}`]
  }
  const { cases, passed, failed } = outcome.report
  const count = `Policy tests: ${passed} of ${cases.length} pass.`
  const named = cases.filter((one) => !one.passed).slice(0, MOST_NAMED)
  const more = failed > MOST_NAMED ? [`${failed - MOST_NAMED} more fail.`] : []
  return [count, ...named.map(sayFailed), ...more]
}

function sayFailed({ name, line, steps }: CaseResult): string {
  const step = steps.find(({ passed }) => !passed)
  const expected = step === undefined ? '' : ` expects ${sayOutcome(step.expected)}`
  const got = step?.got == null ? ' and was not run' : ` and gets ${sayOutcome(step.got)}`
  return `“${printable(name)}” (line ${line})${expected}${got}.`
}
