import { setImmediate } from 'node:timers/promises'
import type { ObjectStore } from '@/lib/git/object-store'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { sayTests } from '@/lib/policy/test/say-tests'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
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

/** Runs the tests of each policy that a change leaves behind, as they will stand beside it. A policy without tests says so. */
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
    ...new Set([...changed.keys()].map((path) => (isTestFile(path) ? policyPathOf(path) : path))),
  ]
  const until = performance.now() + MOST_MS
  const outOfTime = () => performance.now() > until
  const tested: TestedChange[] = []
  for (const path of policies.slice(0, MOST_POLICIES)) {
    const [policy, tests] = [await read(path), await read(testPathOf(path))]
    if (policy === null) continue
    if (outOfTime()) break
    tested.push({
      path,
      lines: sayTests(tests === null ? null : checkPolicyTests(policy, tests, { outOfTime })),
    })
    // Others are answered between two of them.
    await setImmediate()
  }
  return tested
}
