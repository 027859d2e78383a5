/** Which file holds the tests of a policy: `stripe.test.yaml` beside `stripe.yaml`. */

const TEST_FILE = /[^/]\.test(\.ya?ml)$/

/** True for a path or file name that ends like a file of policy tests. */
export function isTestFile(path: string): boolean {
  return TEST_FILE.test(path)
}

/** The test file that belongs to a policy: `eu/stripe.yaml` → `eu/stripe.test.yaml`, keeping the extension. */
export function testPathOf(policyPath: string): string {
  return policyPath.replace(/(\.ya?ml)$/, '.test$1')
}

/** The policy that a test file belongs to: the inverse of `testPathOf`. */
export function policyPathOf(testPath: string): string {
  return testPath.replace(/\.test(\.ya?ml)$/, '$1')
}
