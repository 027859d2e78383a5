import { createHash } from 'node:crypto'
import type { Context } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { ownersOf } from './codeowners'
import type { Revision } from './find-revision'
import { type FileVersion, type FileVersions, listVersions } from './list-versions'
import { fromRoot } from './policy-path'
import { readCodeowners } from './read-codeowners'
import { readConfiguration } from './read-configuration'
import { type PolicyContent, readPolicy } from './read-policy'

const MOST_VERSIONS = 200

/** What is at the path of a policy in a commit. */
export type PolicyFile =
  | {
      readonly kind: 'found'
      /** Relative to the root, and in the repository. */
      readonly path: string
      readonly repositoryPath: string
      readonly content: PolicyContent | { readonly kind: 'symlink' | 'submodule' | 'tree' }
      /** Of the bytes; null when they were not read. */
      readonly sha256: string | null
      readonly owners: readonly string[] | null
      readonly history: FileVersions
      /** The version that the commit has; null off the tracked line. */
      readonly current: FileVersion | null
    }
  /** Not in this commit, though the tracked line had it at some time. */
  | { readonly kind: 'gone'; readonly path: string; readonly history: FileVersions }
  | { readonly kind: 'missing' }

export interface PolicySource {
  readonly ctx: Context
  readonly mirror: Mirror
  readonly history: RefHistory
}

/** Reads a policy at a commit with its owners and its history. `path` is relative to the policy root, as in addresses. */
export async function getPolicy(source: PolicySource, revision: Revision, path: string): Promise<PolicyFile> {
  const { objects } = source.mirror
  const { commit } = revision
  const { configuration } = await readConfiguration(objects, commit)
  const repositoryPath = fromRoot(path, configuration.root)
  if (repositoryPath === null) return { kind: 'missing' }
  const [entry, history, codeowners] = await Promise.all([
    objects.entryAt(commit, repositoryPath),
    listVersions(source, repositoryPath, MOST_VERSIONS),
    readCodeowners(objects, commit),
  ])
  if (entry === null) return history.total === 0 ? { kind: 'missing' } : { kind: 'gone', path, history }
  const isFile = entry.type === 'file' || entry.type === 'executable'
  const content = isFile ? await readPolicy(objects, entry.sha) : { kind: asOther(entry.type) }
  const bytes = 'text' in content ? await objects.readBlob(entry.sha, Infinity) : null
  return {
    kind: 'found',
    path,
    repositoryPath,
    content,
    sha256: bytes?.kind === 'file' ? createHash('sha256').update(bytes.bytes).digest('hex') : null,
    owners: codeowners === null ? null : (ownersOf(codeowners.codeowners, repositoryPath)?.owners ?? null),
    history,
    current: versionAt(history, revision),
  }
}

function asOther(type: string): 'symlink' | 'submodule' | 'tree' {
  return type === 'symlink' || type === 'submodule' ? type : 'tree'
}

function versionAt({ versions }: FileVersions, { position }: Revision): FileVersion | null {
  if (position === null) return null
  return versions.find((version) => version.position <= position) ?? null
}
