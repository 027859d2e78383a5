/**
 * Which files of a policy repository are policies: `*.yaml` and `*.yml` under the root, except tests
 * (`*.test.yaml`, `*.test.yml`). Policies are stored by full repository path and shown relative to the root.
 */

const YAML_FILE = /[^/](\.ya?ml)$/
const TEST_FILE = /[^/]\.test(\.ya?ml)$/

/** True for a policy file; `path` is repository-relative, `root` has no slash at its ends. Case-sensitive, as git is. */
export function isPolicyPath(path: string, root: string): boolean {
  return relativeToRoot(path, root) !== null && YAML_FILE.test(path) && !TEST_FILE.test(path)
}

/** True for a file of policy tests. */
export function isPolicyTestPath(path: string, root: string): boolean {
  return relativeToRoot(path, root) !== null && TEST_FILE.test(path)
}

/** The test file that belongs to a policy: `eu/stripe.yaml` → `eu/stripe.test.yaml`, keeping the extension. */
export function testPathOf(policyPath: string): string {
  return policyPath.replace(/(\.ya?ml)$/, '.test$1')
}

/** The policy that a test file belongs to: the inverse of `testPathOf`. */
export function policyPathOf(testPath: string): string {
  return testPath.replace(/\.test(\.ya?ml)$/, '$1')
}

/** The path as URLs and screens show it, or null when it does not lie under the root. */
export function relativeToRoot(path: string, root: string): string | null {
  return path.startsWith(`${root}/`) && path.length > root.length + 1 ? path.slice(root.length + 1) : null
}

/**
 * The repository path of what a URL names, or null when the text cannot be a path in a git tree
 * (empty, absolute, `.`, `..`, empty segments or a NUL).
 */
export function fromRoot(relative: string, root: string): string | null {
  const segments = relative.split('/')
  const impossible = segments.some((segment) => segment === '' || segment === '.' || segment === '..')
  return impossible || relative.includes('\0') ? null : `${root}/${relative}`
}
