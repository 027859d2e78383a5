import type { Core } from '@/forge/core'
import { stampOf } from '@/forge/core'
import type { Commit, Signature } from '@/forge/git/commit'
import type { FileDiff } from '@/forge/git/diff'
import type { RepositoryRow } from '@/forge/state/records'
import { presentUser } from './account'
import type { Schema } from './schema'
import { nodeId, repositoryApiUrl, repositoryWebUrl, urlPath } from './urls'

/** Commits made over the REST API are unsigned, here as on GitHub. */
const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

/** The commit as the commits routes show it; people are accounts with the commit's e-mail, if any. */
export function presentCommit(core: Core, repository: RepositoryRow, commit: Commit): Schema<'commit'> {
  const api = repositoryApiUrl(core, repository)
  const web = repositoryWebUrl(core, repository)
  return {
    url: `${api}/commits/${commit.sha}`,
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    html_url: `${web}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: presentSignature(commit.author),
      committer: presentSignature(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: UNSIGNED,
    },
    author: personOf(core, commit.author),
    committer: personOf(core, commit.committer),
    parents: presentParents(core, repository, commit),
  }
}

/** The commit as the git data routes show it. */
export function presentGitCommit(
  core: Core,
  repository: RepositoryRow,
  commit: Commit,
): Schema<'git-commit'> {
  const api = repositoryApiUrl(core, repository)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${repositoryWebUrl(core, repository)}/commit/${commit.sha}`,
    author: presentSignature(commit.author),
    committer: presentSignature(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: presentParents(core, repository, commit),
    verification: UNSIGNED,
  }
}

/** One file of a diff; `commit` is where the links lead. */
export function presentFile(
  core: Core,
  repository: RepositoryRow,
  commit: string,
  file: FileDiff,
): Schema<'diff-entry'> {
  const web = repositoryWebUrl(core, repository)
  const path = urlPath(file.path)
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${commit}/${path}`,
    raw_url: `${web}/raw/${commit}/${path}`,
    contents_url: `${repositoryApiUrl(core, repository)}/contents/${path}?ref=${commit}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  }
}

function presentSignature({ name, email, at }: Signature): { name: string; email: string; date: string } {
  return { name, email, date: stampOf(at) }
}

function personOf(core: Core, { email }: Signature): Schema<'simple-user'> | null {
  const account = core.state.accounts
    .all()
    .find((row) => row.email !== '' && row.email.toLowerCase() === email.toLowerCase())
  return account === undefined ? null : presentUser(core, account)
}

function presentParents(core: Core, repository: RepositoryRow, { parents }: Commit) {
  const api = repositoryApiUrl(core, repository)
  const web = repositoryWebUrl(core, repository)
  return parents.map((sha) => ({
    sha,
    url: `${api}/git/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
  }))
}
