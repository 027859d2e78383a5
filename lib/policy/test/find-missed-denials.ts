import type { LoadedPolicy } from '../parse-policy'
import { printable } from '../describe/sentence'
import type { PolicyTest, PolicyTests } from './policy-test'
import { runPolicyTests, type RunOptions } from './run-policy-tests'

/** Who arms a policy reads the first of them. */
const MOST_NAMED = 20

/**
 * The must-deny cases that a valid policy fails, a sentence for each: calls that a test expects to be denied and that the policy allows.
 * Which rule denies, and whether something is denied that a test expects to be allowed, does not matter here: that is no hole. A case that
 * could not be run in time counts as failed.
 */
export function findMissedDenials(
  policy: LoadedPolicy,
  tests: PolicyTests,
  options: RunOptions = {},
): string[] {
  const mustDeny = tests.cases.filter(({ steps }) =>
    steps.some(({ expected }) => expected.result === 'denied'),
  )
  const { cases } = runPolicyTests(policy, { cases: mustDeny.map(withoutReasons) }, options)
  const missed = cases.flatMap(({ name, steps }) =>
    steps
      .filter(({ expected, got }) => expected.result === 'denied' && got?.result !== 'denied')
      .map(({ line, got }) => {
        const answer = got === null ? 'could not be run' : 'is allowed'
        return `the policy test “${printable(name)}” (line ${line}) must be denied and ${answer}`
      }),
  )
  return missed.slice(0, MOST_NAMED)
}

function withoutReasons(test: PolicyTest): PolicyTest {
  return {
    ...test,
    steps: test.steps.map((step) => ({ ...step, expected: { result: step.expected.result } })),
  }
}
