import { accountNamed, issueNumbered, repositoryNamed } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { presentLabel } from '@/forge/shapes/label'
import type { CommentRow, IssueRow } from '@/forge/state/records'
import { announceIssue } from './announce-issue'
import { announcePull } from './announce-pull'
import { labelIds } from './labels'

export interface IssueStep {
  /** `owner/name`. */
  readonly repository: string
  /** Of an issue or a pull request. */
  readonly number: number
  /** Login. */
  readonly person: string
  readonly at: Date
}

/** Replaces the labels of an issue or pull request; each change is announced. */
export async function setLabels(
  core: Core,
  step: IssueStep & { readonly labels: readonly string[] },
): Promise<IssueRow> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  const before = issueNumbered(core, repository, step.number)
  const ids = labelIds(core, repository, step.labels)
  const issue = core.state.issues.patch(before.id, { labelIds: ids, updatedAt: stampOf(step.at) })
  core.state.save()
  const pull = issue.pullId === null ? undefined : core.state.pulls.get(issue.pullId)
  const changes = [
    ...ids.filter((id) => !before.labelIds.includes(id)).map((id) => ({ id, action: 'labeled' })),
    ...before.labelIds.filter((id) => !ids.includes(id)).map((id) => ({ id, action: 'unlabeled' })),
  ]
  for (const { id, action } of changes) {
    const label = presentLabel(core, core.state.labels.mustGet(id))
    if (pull === undefined) await announceIssue(core, issue, action, person, step.at, { label })
    else await announcePull(core, { pull, issue }, action, person, step.at, { label })
  }
  return issue
}

/** Changes an issue's own fields, and announces what it was, unless it is a pull request. */
export async function editIssue(
  core: Core,
  step: IssueStep & {
    readonly title?: string
    readonly body?: string | null
    readonly state?: 'open' | 'closed'
    readonly assignees?: readonly string[]
  },
): Promise<IssueRow> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  const old = issueNumbered(core, repository, step.number)
  const at = stampOf(step.at)
  const closes = step.state === 'closed' && old.state === 'open'
  const opens = step.state === 'open' && old.state === 'closed'
  const issue = core.state.issues.patch(old.id, {
    title: step.title ?? old.title,
    body: step.body === undefined ? old.body : step.body,
    assigneeIds: step.assignees?.map((login) => accountNamed(core, login).id) ?? old.assigneeIds,
    updatedAt: at,
    ...(closes ? { state: 'closed', closedAt: at, closedById: person.id } : {}),
    ...(opens ? { state: 'open', closedAt: null, closedById: null } : {}),
  })
  core.state.save()
  if (issue.pullId !== null) return issue
  const isEdited = issue.title !== old.title || issue.body !== old.body
  if (isEdited) await announceIssue(core, issue, 'edited', person, step.at)
  if (closes || opens) await announceIssue(core, issue, closes ? 'closed' : 'reopened', person, step.at)
  return issue
}

/** Adds a comment to an issue or to the conversation of a pull request. */
export function addComment(core: Core, step: IssueStep & { readonly body: string }): CommentRow {
  const repository = repositoryNamed(core, step.repository)
  const issue = issueNumbered(core, repository, step.number)
  const at = stampOf(step.at)
  const comment = core.state.comments.put({
    id: core.state.nextId(),
    issueId: issue.id,
    authorId: accountNamed(core, step.person).id,
    body: step.body,
    createdAt: at,
    updatedAt: at,
  })
  core.state.issues.patch(issue.id, { updatedAt: at })
  core.state.save()
  return comment
}
