import { setImmediate } from 'node:timers/promises'
import type { ObjectStore } from '@/lib/git/object-store'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { sayTests } from '@/lib/policy/test/say-tests'
import { sayTestsChange } from '@/lib/policy/test/say-tests-change'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { POLICY_MAX_BYTES } from '@/lib/repository/read-policy'
import type { PreparedFile } from './prepare-files'

/** Policies of one change whose tests are run. */
const MOST_POLICIES = 50

/** Who submits waits for it: tests that are not run by then are said to be out of time. */
const MOST_MS = 5_000

/** What the tests of one policy say about a change of it or of them. */
export interface TestedChange {
  readonly path: string
  /** Plain sentences with texts of people in them. */
  readonly lines: readonly string[]
}

/**
 * Runs the tests of each policy that a change leaves behind, as they will stand beside it, and says what it does to those that were there: who
 * has to agree sees by that what a test that passes expected before. A policy without tests says so.
 */
export async function testChangedPolicies(
  objects: ObjectStore,
  head: string,
  files: readonly PreparedFile[],
): Promise<TestedChange[]> {
  const changed = new Map(files.flatMap(({ path, text }) => (path === null ? [] : [[path, text] as const])))
  const gone = new Set(
    files.flatMap(({ basePath, path }) => (basePath === null || basePath === path ? [] : [basePath])),
  )
  const read = async (path: string): Promise<string | Uint8Array | null> => {
    const text = changed.get(path)
    if (text !== undefined) return text
    if (gone.has(path)) return null
    const file = await objects.readFile(head, path, POLICY_MAX_BYTES)
    return file.kind === 'file' ? file.bytes : null
  }
  const policies = [
    ...new Set(
      [...changed.keys()]
        .filter((path) => path !== CONFIGURATION_PATH)
        .map((path) => (isTestFile(path) ? policyPathOf(path) : path)),
    ),
  ]
  const until = performance.now() + MOST_MS
  const outOfTime = () => performance.now() > until
  const tested: TestedChange[] = []
  for (const path of policies.slice(0, MOST_POLICIES)) {
    const [policy, tests] = [await read(path), await read(testPathOf(path))]
    if (policy === null) continue
    if (outOfTime()) break
    const before = beforeOf(files, testPathOf(path))
    const outcome = tests === null ? null : checkPolicyTests(policy, tests, { outOfTime })
    tested.push({ path, lines: [...sayTests(outcome), ...sayChange(before, tests)] })
    // Others are answered between two of them.
    await setImmediate()
  }
  return tested
}

/** What a change finds of the file that it leaves at a path, or takes away there; null where it leaves it alone or makes it. */
function beforeOf(files: readonly PreparedFile[], wanted: string): string | null {
  const one = files.find(({ basePath, path }) => (path ?? basePath) === wanted)
  return one?.before ?? null
}

/** `before` null: the change leaves the tests alone, or they are new. */
function sayChange(before: string | null, after: string | Uint8Array | null): string[] {
  if (before === null) return []
  return after === null ? ['The tests that it had are removed.'] : sayTestsChange(before, after)
}
