import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import { CommandFailure } from '../failure'

/** Policies and tests are smaller by far. */
const LARGEST_BYTES = 16 * 1024 * 1024
const LEFT_OUT = /(?:^|\/)(?:\.|node_modules\/)/

/** A policy and the file of its tests; `null` where there is none. Paths as reports show them: relative to the working directory, with `/`. */
export interface TestedPair {
  readonly policy: string | null
  readonly tests: string | null
}

/** The pairs that paths name: of folders all, of a file (policy or tests) its own. Sorted, each once. */
export function findTests(paths: readonly string[]): TestedPair[] {
  const policies = new Set(
    paths.flatMap(filesIn).map((file) => (isTestFile(file) ? policyPathOf(file) : file)),
  )
  const pairs = [...policies].sort().map((policy) => {
    const tests = testPathOf(policy)
    return { policy: isFile(policy) ? policy : null, tests: tests !== policy && isFile(tests) ? tests : null }
  })
  if (pairs.length === 0) throw new CommandFailure('there is no *.yaml or *.yml policy in these paths')
  return pairs
}

function filesIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(`${path} does not exist`)
  if (!found.isDirectory()) return [shown(path)]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => /\.ya?ml$/.test(name) && !LEFT_OUT.test(name))
    .map((name) => join(path, name))
    .filter(isFile)
    .map(shown)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function shown(path: string): string {
  return relative('.', path).split(sep).join('/')
}

export function readBounded(file: string): Buffer {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_BYTES)
    throw new CommandFailure(`${file} has more than 16 MB: name a policy or its tests`)
  try {
    return readFileSync(file)
  } catch {
    throw new CommandFailure(`${file} cannot be read: name a policy or its tests`)
  }
}

/** `.lockstep.yaml` of a file: in its folder or above, up to the root of the git work tree. `path` is the file as its patterns see it. */
export function settingsOf(
  file: string,
): { readonly text: string; readonly settings: string; readonly path: string } | null {
  const absolute = resolve(file)
  for (let folder = dirname(absolute); ; folder = dirname(folder)) {
    const settings = join(folder, '.lockstep.yaml')
    const path = relative(folder, absolute).split(sep).join('/')
    if (isFile(settings))
      return { text: readBounded(settings).toString('utf8'), settings: shown(settings), path }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null
  }
}
