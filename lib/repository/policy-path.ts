import { isTestFile } from '@/lib/policy/test/test-path'

/**
 * Which files of a policy repository are what. Policies are `*.yaml` and `*.yml` under the root, except tests
 * (`*.test.yaml`, `*.test.yml`). Policies are stored by full repository path and shown relative to the root.
 */

/** The file in the policy repository that says how policies reach proxies; read at the default branch's head. */
export const CONFIGURATION_PATH = '.lockstep.yaml'

const YAML_FILE = /[^/](\.ya?ml)$/

/** True for a policy file; `path` is repository-relative, `root` has no slash at its ends. Case-sensitive, as git is. */
export function isPolicyPath(path: string, root: string): boolean {
  return relativeToRoot(path, root) !== null && YAML_FILE.test(path) && !isTestFile(path)
}

/** True for a file of policy tests. */
export function isPolicyTestPath(path: string, root: string): boolean {
  return relativeToRoot(path, root) !== null && isTestFile(path)
}

/** What a file of the repository is to Lockstep. */
export type FileKind = 'policy' | 'tests' | 'settings' | 'other'

/** By its path alone. Drafts hold all but `other`. */
export function fileKind(path: string, root: string): FileKind {
  if (path === CONFIGURATION_PATH) return 'settings'
  if (isPolicyTestPath(path, root)) return 'tests'
  return isPolicyPath(path, root) ? 'policy' : 'other'
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
