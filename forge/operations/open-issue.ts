import { accountNamed, repositoryNamed } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { invalidField } from '@/forge/refusal'
import type { IssueRow, RepositoryRow } from '@/forge/state/records'
import { announceIssue } from './announce-issue'
import { labelIds } from './labels'

export interface NewIssue {
  /** `owner/name`. */
  readonly repository: string
  readonly title: string
  readonly body?: string | null
  /** Login. */
  readonly person: string
  readonly labels?: readonly string[]
  readonly assignees?: readonly string[]
  readonly at: Date
}

/** Opens an issue and announces it. */
export async function openIssue(core: Core, input: NewIssue): Promise<IssueRow> {
  const repository = repositoryNamed(core, input.repository)
  const issue = addIssue(core, repository, input)
  core.state.save()
  await announceIssue(core, issue, 'opened', accountNamed(core, input.person), input.at)
  return issue
}

/** Takes the next number of the repository; pull requests use the same sequence. */
export function addIssue(
  core: Core,
  repository: RepositoryRow,
  input: Omit<NewIssue, 'repository'> & { readonly pullId?: number },
): IssueRow {
  if (input.title.trim() === '') throw invalidField('Issue', 'title', 'missing_field')
  const person = accountNamed(core, input.person)
  const number = core.state.repositories.mustGet(repository.id).lastNumber + 1
  core.state.repositories.patch(repository.id, { lastNumber: number })
  const at = stampOf(input.at)
  return core.state.issues.put({
    id: core.state.nextId(),
    repositoryId: repository.id,
    number,
    title: input.title,
    body: input.body ?? null,
    authorId: person.id,
    state: 'open',
    labelIds: labelIds(core, repository, input.labels ?? []),
    assigneeIds: (input.assignees ?? []).map((login) => accountNamed(core, login).id),
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedById: null,
    pullId: input.pullId ?? null,
  })
}
