import type { Core } from '@/forge/core'
import type { CommentRow, IssueRow } from '@/forge/state/records'
import { presentUser } from './account'
import { associationOf } from './association'
import { presentLabel } from './label'
import type { Schema } from './schema'
import { nodeId, repositoryApiUrl, repositoryWebUrl } from './urls'

export function presentIssue(core: Core, issue: IssueRow): Schema<'issue'> {
  const repository = core.state.repositories.mustGet(issue.repositoryId)
  const author = core.state.accounts.mustGet(issue.authorId)
  const pull = issue.pullId === null ? null : core.state.pulls.mustGet(issue.pullId)
  const api = repositoryApiUrl(core, repository)
  const web = repositoryWebUrl(core, repository)
  const url = `${api}/issues/${issue.number}`
  const html = `${web}/${pull === null ? 'issues' : 'pull'}/${issue.number}`
  const assignees = issue.assigneeIds.map((id) => presentUser(core, core.state.accounts.mustGet(id)))
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number: issue.number,
    state: issue.state,
    state_reason: issue.state === 'closed' ? 'completed' : null,
    title: issue.title,
    body: issue.body,
    user: presentUser(core, author),
    labels: issue.labelIds.map((id) => presentLabel(core, core.state.labels.mustGet(id))),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: core.state.commentsOfIssue(`${issue.id}`).length,
    closed_at: issue.closedAt,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    author_association: associationOf(core, repository, author),
    ...(pull === null
      ? {}
      : {
          draft: pull.draft,
          pull_request: {
            url: `${api}/pulls/${issue.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: pull.mergedAt,
          },
        }),
  }
}

export function presentComment(core: Core, comment: CommentRow): Schema<'issue-comment'> {
  const issue = core.state.issues.mustGet(comment.issueId)
  const repository = core.state.repositories.mustGet(issue.repositoryId)
  const author = core.state.accounts.mustGet(comment.authorId)
  const api = repositoryApiUrl(core, repository)
  const kind = issue.pullId === null ? 'issues' : 'pull'
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${repositoryWebUrl(core, repository)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    body: comment.body,
    user: presentUser(core, author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(core, repository, author),
  }
}
