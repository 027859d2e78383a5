import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import { CommandFailure } from '../failure'

/** Policies are smaller by far; what is larger is no policy, and is not read. */
const LARGEST_BYTES = 16 * 1024 * 1024

const POLICY = /\.ya?ml$/
const LEFT_OUT = /(?:^|\/)(?:\.|node_modules\/)/

/** The policy files that paths name: files as they are, and of folders all `*.yaml` and `*.yml` but tests. Sorted, each once. */
export function policyFiles(paths: readonly string[]): string[] {
  const files = filesIn(paths, isPolicy)
  if (files.length === 0) throw new CommandFailure('there is no *.yaml or *.yml policy in these paths')
  return files
}

/** A policy and the file of its tests; `null` where there is none. */
export interface TestedPair {
  readonly policy: string | null
  readonly tests: string | null
}

/** The pairs that paths name: of folders all, of a file (policy or tests) its own. Sorted, each once. */
export function testedPairs(paths: readonly string[]): TestedPair[] {
  const files = filesIn(paths, (name) => POLICY.test(name))
  const policies = new Set(files.map((file) => (isTestFile(file) ? policyPathOf(file) : file)))
  if (policies.size === 0) throw new CommandFailure('there is no *.yaml or *.yml policy in these paths')
  return [...policies].sort().map((policy) => {
    const tests = testPathOf(policy)
    return { policy: isFile(policy) ? policy : null, tests: tests !== policy && isFile(tests) ? tests : null }
  })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function filesIn(paths: readonly string[], wanted: (name: string) => boolean): string[] {
  const files = paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) throw new CommandFailure(`${path} does not exist`)
    return found.isDirectory() ? namesBelow(path, wanted).map((name) => join(path, name)) : [path]
  })
  return [...new Set(files.map(reportPath))].sort()
}

/** The policies of a folder, relative to it; none when it does not exist. */
export function policyFilesBelow(folder: string): string[] {
  return existsSync(folder) ? namesBelow(folder, isPolicy) : []
}

function isPolicy(name: string): boolean {
  return POLICY.test(name) && !isTestFile(name)
}

function namesBelow(folder: string, wanted: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => wanted(name) && !LEFT_OUT.test(name))
    .filter((name) => isFile(join(folder, name)))
}

/** The path as reports show it: relative to the working directory, with `/`. */
export function reportPath(path: string): string {
  return relative('.', path).split(sep).join('/')
}

/** The bytes of a file that the command was asked to read. */
export function readNamed(file: string): Buffer {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found !== undefined && found.size > LARGEST_BYTES)
    throw new CommandFailure(`${file} has more than 16 MB: name a policy file`)
  try {
    return readFileSync(file)
  } catch {
    throw new CommandFailure(`${file} cannot be read: name a file`)
  }
}
