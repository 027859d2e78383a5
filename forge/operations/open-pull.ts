import { accountNamed, openPullsOf, repositoryNamed, type Pull } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import { countApart } from '@/forge/git/history'
import { invalidBecause, invalidField } from '@/forge/refusal'
import type { RepositoryRow } from '@/forge/state/records'
import { announcePull } from './announce-pull'
import { addIssue } from './open-issue'
import { requestOwners } from './request-owners'

export interface NewPull {
  /** `owner/name`. */
  readonly repository: string
  /** Branch name, or `owner:branch` of the same repository (there are no forks). */
  readonly head: string
  readonly base: string
  readonly title: string
  readonly body?: string | null
  readonly draft?: boolean
  readonly labels?: readonly string[]
  /** Login of who opens it. */
  readonly person: string
  readonly at: Date
}

/**
 * Opens a pull request and asks the code owners (unless it is a draft). Refused with 422 when one is open for the
 * same branches, when a branch is missing, or when there is nothing to merge.
 */
export async function openPull(core: Core, input: NewPull): Promise<Pull> {
  const repository = repositoryNamed(core, input.repository)
  return core.exclusively(repository.id, () => openUnlocked(core, repository, input))
}

async function openUnlocked(core: Core, repository: RepositoryRow, input: NewPull): Promise<Pull> {
  const person = accountNamed(core, input.person)
  const owner = core.state.accounts.mustGet(repository.ownerId).login
  const headRef = branchOf(input.head, owner)
  const git = core.git(repository.id)
  const headSha = headRef === null ? null : await git.branch(headRef)
  const baseSha = await git.branch(input.base)
  if (headRef === null || headSha === null) throw invalidField('PullRequest', 'head', 'invalid')
  if (baseSha === null) throw invalidField('PullRequest', 'base', 'invalid')
  if (input.title.trim() === '') throw invalidField('PullRequest', 'title', 'missing_field')
  const same = openPullsOf(core, repository).some(
    ({ pull }) => pull.headRef === headRef && pull.baseRef === input.base,
  )
  if (same) {
    throw invalidBecause('PullRequest', `A pull request already exists for ${owner}:${headRef}.`)
  }
  const { ahead } = await countApart(git, baseSha, headSha)
  if (ahead === 0) throw invalidBecause('PullRequest', `No commits between ${input.base} and ${headRef}`)
  const pullId = core.state.nextId()
  const issue = addIssue(core, repository, { ...input, pullId })
  const ref = `refs/pull/${issue.number}/head`
  await git.moveRefs([{ ref, from: await git.ref(ref), to: headSha }])
  const pull = core.state.pulls.put({
    id: pullId,
    issueId: issue.id,
    repositoryId: repository.id,
    draft: input.draft ?? false,
    headRef,
    headSha,
    baseRef: input.base,
    baseSha,
    requestedUserIds: [],
    requestedTeamIds: [],
    lastPusherId: person.id,
    mergedAt: null,
    mergedById: null,
    mergeSha: null,
    pendingMerge: null,
  })
  core.state.save()
  await announcePull(core, { pull, issue }, 'opened', person, input.at)
  return requestOwners(core, { pull, issue }, person, input.at)
}

function branchOf(head: string, owner: string): string | null {
  const colon = head.indexOf(':')
  if (colon === -1) return head
  return head.slice(0, colon).toLowerCase() === owner.toLowerCase() ? head.slice(colon + 1) : null
}
