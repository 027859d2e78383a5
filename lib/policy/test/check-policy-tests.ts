import { parsePolicy } from '../parse-policy'
import { validatePolicy } from '../validate-policy'
import { parsePolicyTests } from './parse-policy-tests'
import { runPolicyTests, type RunOptions } from './run-policy-tests'
import type { PolicyTestOutcome } from './test-report'

/** Reads a policy and the file of its tests and runs them. Never throws. */
export function checkPolicyTests(
  policy: string | Uint8Array,
  tests: string | Uint8Array,
  options: RunOptions = {},
): PolicyTestOutcome {
  const read = parsePolicyTests(tests)
  if (!read.ok) return { kind: 'invalid-tests', problems: read.problems }
  const loaded = parsePolicy(policy)
  if (!loaded.ok) return { kind: 'invalid-policy', errors: [loaded.loadError] }
  const errors = validatePolicy(loaded).map(({ message }) => message)
  if (errors.length > 0) return { kind: 'invalid-policy', errors }
  return { kind: 'ran', report: runPolicyTests(loaded, read.tests, options) }
}
