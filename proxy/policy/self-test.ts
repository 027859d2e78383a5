import { lstatSync } from 'node:fs'
import { basename } from 'node:path'
import { findMissedDenials } from '@/lib/policy/test/find-missed-denials'
import { parsePolicyTests } from '@/lib/policy/test/parse-policy-tests'
import { testPathOf } from '@/lib/policy/test/test-path'
import type { SelfTest } from './arm-policy'
import { readPolicyFile } from './policy-file'

/** Nothing is decided while the tests run, so that they must not run long. */
const MOST_MS = 5_000

/** Where the tests of a policy stand: beside it. `null` when its name has no extension that says so. */
export function testFileOf(policyPath: string): string | null {
  const path = testPathOf(policyPath)
  return path === policyPath ? null : path
}

/**
 * The self-test of a policy: the must-deny cases of the test file beside it, read anew each time. Without such a file there is nothing to
 * prove; one that cannot be read or has a fault proves nothing, so it refuses the policy.
 */
export function selfTestBeside(policyPath: string): SelfTest {
  const path = testFileOf(policyPath)
  return (policy) => {
    if (path === null || lstatSync(path, { throwIfNoEntry: false }) === undefined) return []
    const name = basename(path)
    const file = readPolicyFile(path)
    if (file.kind === 'unreadable')
      return [`self-test: ${file.message.replace('reading config file', 'reading policy tests')}`]
    const parsed = parsePolicyTests(file.bytes)
    if (!parsed.ok)
      return parsed.problems.map(({ line, message }) => `self-test: ${name}:${line}: ${message}`)
    const until = performance.now() + MOST_MS
    const missed = findMissedDenials(policy, parsed.tests, { outOfTime: () => performance.now() > until })
    return missed.map((sentence) => `self-test of ${name}: ${sentence}`)
  }
}
