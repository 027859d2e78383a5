import { accountNamed, openPullsOf, pullNumbered, repositoryNamed, type Pull } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { invalidBecause, invalidField } from '@/forge/refusal'
import { announcePull } from './announce-pull'
import type { PullStep } from './close-pull'
import { requestOwners } from './request-owners'

export interface PullEdit extends PullStep {
  readonly title?: string
  readonly body?: string | null
  readonly base?: string
}

/** Changes title, text or base of a pull request. */
export async function editPull(core: Core, edit: PullEdit): Promise<Pull> {
  const repository = repositoryNamed(core, edit.repository)
  const person = accountNamed(core, edit.person)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, edit.number)
    const changes: Record<string, unknown> = {}
    if (edit.title !== undefined && edit.title.trim() === '') {
      throw invalidField('PullRequest', 'title', 'missing_field')
    }
    if (edit.title !== undefined && edit.title !== entry.issue.title) {
      changes.title = { from: entry.issue.title }
    }
    if (edit.body !== undefined && edit.body !== entry.issue.body) changes.body = { from: entry.issue.body }
    const pull = await withBase(core, entry, edit.base)
    if (pull !== entry.pull) changes.base = { ref: { from: entry.pull.baseRef } }
    if (Object.keys(changes).length === 0) return entry
    const issue = core.state.issues.patch(entry.issue.id, {
      title: edit.title ?? entry.issue.title,
      body: edit.body === undefined ? entry.issue.body : edit.body,
      updatedAt: stampOf(edit.at),
    })
    core.state.save()
    await announcePull(core, { pull, issue }, 'edited', person, edit.at, { changes })
    return pull === entry.pull ? { pull, issue } : requestOwners(core, { pull, issue }, person, edit.at)
  })
}

async function withBase(core: Core, { pull, issue }: Pull, base: string | undefined): Promise<Pull['pull']> {
  if (base === undefined || base === pull.baseRef) return pull
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const baseSha = await core.git(pull.repositoryId).branch(base)
  if (issue.state === 'closed')
    throw invalidBecause('PullRequest', 'Cannot change the base branch of a closed pull request.')
  if (baseSha === null) throw invalidField('PullRequest', 'base', 'invalid')
  const taken = openPullsOf(core, repository).some(
    (other) => other.pull.headRef === pull.headRef && other.pull.baseRef === base,
  )
  if (taken) {
    throw invalidBecause(
      'PullRequest',
      `A pull request already exists for base branch '${base}' and head branch '${pull.headRef}'`,
    )
  }
  return core.state.pulls.patch(pull.id, { baseRef: base, baseSha })
}

/** Ends or begins the draft state. Ending it asks the code owners. */
export async function setDraft(core: Core, step: PullStep & { readonly draft: boolean }): Promise<Pull> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, step.number)
    if (entry.pull.draft === step.draft || entry.issue.state === 'closed') return entry
    const pull = core.state.pulls.patch(entry.pull.id, { draft: step.draft })
    const issue = core.state.issues.patch(entry.issue.id, { updatedAt: stampOf(step.at) })
    core.state.save()
    const action = step.draft ? 'converted_to_draft' : 'ready_for_review'
    await announcePull(core, { pull, issue }, action, person, step.at)
    return requestOwners(core, { pull, issue }, person, step.at)
  })
}
