import type { Core } from '@/forge/core'
import type { Commit } from '@/forge/git/commit'
import type { RepositoryRow } from '@/forge/state/records'
import { repositoryWebUrl } from './urls'

/** A commit as the push hook lists it. */
export function presentPushCommit(
  core: Core,
  repository: RepositoryRow,
  commit: Commit,
): Record<string, unknown> {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.at.toISOString(),
    url: `${repositoryWebUrl(core, repository)}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}
