import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { DEFAULT_CONFIGURATION, parseConfiguration } from '@/lib/repository/configuration'
import { CONFIGURATION_PATH, isPolicyPath } from '@/lib/repository/policy-path'
import { CommandFailure } from '../failure'
import { filesAt, readBlobs, type CommittedFile, type Range, type WorkTree } from '../sources/git-work-tree'
import { policyFilesBelow } from '../sources/policy-files'

/** A policy file whose content differs; null = not there on that side. */
export interface ChangedPolicy {
  /** Full repository path. */
  readonly path: string
  readonly before: Buffer | null
  readonly after: Buffer | null
}

/**
 * The policies that differ between two sides, by path. A renamed file is one that went and one that came, as proxies see it. Throws
 * CommandFailure when neither side has a policy: "nothing changed" would be said of the wrong folder.
 */
export async function changedPolicies(tree: WorkTree, { base, head }: Range): Promise<ChangedPolicy[]> {
  const root = await rootOf(tree, head)
  const wanted = (path: string) => isPolicyPath(path, root)
  const before = await filesAt(tree, base, wanted)
  if (head === null) {
    const there = policyFilesBelow(join(tree.root, root)).map((name) => posix.join(root, name))
    if (before.length + there.length === 0) throw noPolicies(root)
    return withCheckedOut(tree, before, there)
  }
  const after = await filesAt(tree, head, wanted)
  if (before.length + after.length === 0) throw noPolicies(root)
  return betweenCommits(tree, before, after)
}

function noPolicies(root: string): CommandFailure {
  return new CommandFailure(`there is no policy in folder ${root} on either side: set root in .lockstep.yaml`)
}

async function betweenCommits(
  tree: WorkTree,
  before: readonly CommittedFile[],
  after: readonly CommittedFile[],
): Promise<ChangedPolicy[]> {
  const [old, now] = [blobsByPath(before), blobsByPath(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .sort()
  const ids = paths.flatMap((path) => [old.get(path), now.get(path)]).filter((id) => id !== undefined)
  const contents = await readBlobs(tree, [...new Set(ids)])
  const content = (id: string | undefined) => (id === undefined ? null : (contents.get(id) ?? null))
  return paths.map((path) => {
    return { path, before: content(old.get(path)), after: content(now.get(path)) }
  })
}

async function withCheckedOut(
  tree: WorkTree,
  before: readonly CommittedFile[],
  there: readonly string[],
): Promise<ChangedPolicy[]> {
  const old = blobsByPath(before)
  const contents = await readBlobs(tree, [...new Set(old.values())])
  return [...new Set([...old.keys(), ...there])].sort().flatMap((path) => {
    const blob = old.get(path)
    const was = blob === undefined ? null : (contents.get(blob) ?? null)
    const file = join(tree.root, path)
    const is = statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file) : null
    const same = was !== null && is !== null && was.equals(is)
    return same ? [] : [{ path, before: was, after: is }]
  })
}

function blobsByPath(files: readonly CommittedFile[]): Map<string, string> {
  return new Map(files.map(({ path, blob }) => [path, blob]))
}

/** The folder of the policies, as the newer side says. */
async function rootOf(tree: WorkTree, head: string | null): Promise<string> {
  const text = head === null ? checkedOutSettings(tree) : await settingsAt(tree, head)
  const parsed = text === null ? null : parseConfiguration(text)
  return parsed?.ok === true ? parsed.configuration.root : DEFAULT_CONFIGURATION.root
}

function checkedOutSettings({ root }: WorkTree): string | null {
  const file = join(root, CONFIGURATION_PATH)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

async function settingsAt(tree: WorkTree, commit: string): Promise<string | null> {
  const [file] = await filesAt(tree, commit, (path) => path === CONFIGURATION_PATH)
  if (file === undefined) return null
  return (await readBlobs(tree, [file.blob])).get(file.blob)?.toString('utf8') ?? null
}
