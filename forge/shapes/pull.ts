import type { Pull } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import { diffFiles } from '@/forge/git/diff'
import { commitsBetween, mergeBase } from '@/forge/git/history'
import { presentUser } from './account'
import { associationOf } from './association'
import { presentLabel } from './label'
import { presentRepository } from './repository'
import type { Schema } from './schema'
import { presentTeam } from './team'
import { nodeId, repositoryApiUrl, repositoryWebUrl } from './urls'

/** A pull request as the list answers. */
export function presentPullSimple(core: Core, entry: Pull): Schema<'pull-request-simple'> {
  return presentFields(core, entry)
}

/** What both shapes have. */
function presentFields(core: Core, { pull, issue }: Pull) {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const author = core.state.accounts.mustGet(issue.authorId)
  const assignees = issue.assigneeIds.map((id) => presentUser(core, core.state.accounts.mustGet(id)))
  return {
    ...pullUrls(core, { pull, issue }),
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: presentUser(core, author),
    body: issue.body,
    labels: issue.labelIds.map((id) => presentLabel(core, core.state.labels.mustGet(id))),
    milestone: null,
    active_lock_reason: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.requestedUserIds.map((id) =>
      presentUser(core, core.state.accounts.mustGet(id)),
    ),
    requested_teams: pull.requestedTeamIds.map((id) =>
      presentTeam(core, core.state.teams.mustGet(id), repository),
    ),
    head: presentTip(core, { pull, issue }, pull.headRef, pull.headSha),
    base: presentTip(core, { pull, issue }, pull.baseRef, pull.baseSha),
    author_association: associationOf(core, repository, author),
    auto_merge: null,
    draft: pull.draft,
  }
}

/** The full shape. `mergeability` is left out where GitHub has not computed it either (`null`, `unknown`). */
export async function presentPull(
  core: Core,
  entry: Pull,
  mergeability: { readonly mergeable: boolean | null; readonly state: string } = {
    mergeable: null,
    state: 'unknown',
  },
): Promise<Schema<'pull-request'>> {
  const { pull, issue } = entry
  const git = core.git(pull.repositoryId)
  const base = await mergeBase(git, pull.baseSha, pull.headSha)
  const files = base === null ? [] : await diffFiles(git, base, pull.headSha)
  const commits = base === null ? [] : await commitsBetween(git, base, pull.headSha)
  const merger = pull.mergedById === null ? null : core.state.accounts.mustGet(pull.mergedById)
  return {
    ...presentFields(core, entry),
    merged: pull.mergedAt !== null,
    mergeable: mergeability.mergeable,
    rebaseable: mergeability.mergeable,
    mergeable_state: mergeability.state,
    merged_by: merger === null ? null : presentUser(core, merger),
    comments: core.state.commentsOfIssue(`${issue.id}`).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  }
}

function presentTip(core: Core, { pull }: Pull, ref: string, sha: string) {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const owner = presentUser(core, core.state.accounts.mustGet(repository.ownerId))
  return { label: `${owner.login}:${ref}`, ref, sha, user: owner, repo: presentRepository(core, repository) }
}

function pullUrls(core: Core, { pull, issue }: Pull) {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const api = repositoryApiUrl(core, repository)
  const web = `${repositoryWebUrl(core, repository)}/pull/${issue.number}`
  const url = `${api}/pulls/${issue.number}`
  const urls = {
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
  }
  return {
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    ...urls,
    _links: {
      self: { href: url },
      html: { href: web },
      issue: { href: urls.issue_url },
      comments: { href: urls.comments_url },
      review_comments: { href: urls.review_comments_url },
      review_comment: { href: urls.review_comment_url },
      commits: { href: urls.commits_url },
      statuses: { href: urls.statuses_url },
    },
  }
}
