import type { ObjectStore } from '@/lib/git/object-store'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import { testPathOf } from '@/lib/policy/test/test-path'
import { KeptAnswers } from '@/lib/kept-answers'
import { POLICY_MAX_BYTES } from './read-policy'

/** The tests of a policy at a commit. `path` is that of the test file in the repository. */
export type PolicyTestsAt =
  | { readonly kind: 'none'; readonly path: string }
  /** No text that can be read: too large, no file, or not in the mirror. */
  | { readonly kind: 'unreadable'; readonly path: string }
  | {
      readonly kind: 'checked'
      readonly path: string
      readonly outcome: PolicyTestOutcome
      /** Of the test file. */
      readonly lines: readonly string[]
    }

/** Characters of all kept results together, by their JSON. */
const KEPT_CHARACTERS = 4 * 1024 * 1024

const kept = new KeptAnswers<PolicyTestOutcome>(KEPT_CHARACTERS, (outcome) => JSON.stringify(outcome).length)

/** Runs the tests beside a policy, both as they are at a commit. The result of the same two contents is kept. */
export async function getPolicyTests(
  objects: ObjectStore,
  commit: string,
  policyPath: string,
): Promise<PolicyTestsAt> {
  const path = testPathOf(policyPath)
  const [policy, tests] = await Promise.all([
    objects.entryAt(commit, policyPath),
    objects.entryAt(commit, path),
  ])
  if (policy === null || tests === null) return { kind: 'none', path }
  const [policyFile, testFile] = await Promise.all([
    objects.readBlob(policy.sha, POLICY_MAX_BYTES),
    objects.readBlob(tests.sha, POLICY_MAX_BYTES),
  ])
  if (policyFile.kind !== 'file' || testFile.kind !== 'file' || tests.type === 'symlink')
    return { kind: 'unreadable', path }
  const outcome = await kept.get(`${policy.sha} ${tests.sha}`, async () =>
    checkPolicyTests(policyFile.bytes, testFile.bytes),
  )
  return { kind: 'checked', path, outcome, lines: testFile.bytes.toString('utf8').split('\n') }
}
