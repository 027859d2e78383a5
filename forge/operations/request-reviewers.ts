import { accountNamed, pullNumbered, repositoryNamed, type Pull } from '@/forge/access/find'
import type { Reviewer } from '@/forge/access/owners'
import { roleAtLeast } from '@/forge/state/role'
import { roleOn, teamRoleOn } from '@/forge/access/role-on'
import type { Core } from '@/forge/core'
import { Refusal } from '@/forge/refusal'
import { presentReviewer } from '@/forge/shapes/review'
import type { RepositoryRow } from '@/forge/state/records'
import { announcePull } from './announce-pull'
import type { PullStep } from './close-pull'
import { addReviewers } from './request-owners'

export interface ReviewersStep extends PullStep {
  /** Logins. */
  readonly users?: readonly string[]
  /** Team slugs of the owning organisation. */
  readonly teams?: readonly string[]
}

/** Asks people and teams for a review; the person who opened the pull request cannot be asked (422). */
export async function requestReviewers(core: Core, step: ReviewersStep): Promise<Pull> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, step.number)
    const reviewers = reviewersNamed(core, repository, step)
    if (reviewers.some((one) => one.kind === 'user' && one.account.id === entry.issue.authorId)) {
      throw new Refusal(422, 'Review cannot be requested from pull request author.')
    }
    return addReviewers(core, entry, reviewers, person, step.at)
  })
}

/** Takes people and teams off the list. */
export async function removeReviewers(core: Core, step: ReviewersStep): Promise<Pull> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  return core.exclusively(repository.id, async () => {
    const { pull, issue } = pullNumbered(core, repository, step.number)
    const gone = reviewersNamed(core, repository, step).filter((one) =>
      one.kind === 'user'
        ? pull.requestedUserIds.includes(one.account.id)
        : pull.requestedTeamIds.includes(one.team.id),
    )
    const ids = new Set(gone.map((one) => (one.kind === 'user' ? one.account.id : one.team.id)))
    const changed = core.state.pulls.patch(pull.id, {
      requestedUserIds: pull.requestedUserIds.filter((id) => !ids.has(id)),
      requestedTeamIds: pull.requestedTeamIds.filter((id) => !ids.has(id)),
    })
    core.state.save()
    for (const one of gone) {
      const extra = presentReviewer(core, one)
      await announcePull(core, { pull: changed, issue }, 'review_request_removed', person, step.at, extra)
    }
    return { pull: changed, issue }
  })
}

function reviewersNamed(core: Core, repository: RepositoryRow, step: ReviewersStep): Reviewer[] {
  const users = (step.users ?? []).map((login): Reviewer => {
    const [account] = core.state.accountsByLogin(login.toLowerCase())
    if (account === undefined || !roleAtLeast(roleOn(core, repository, account), 'read')) {
      throw notCollaborator(step.repository)
    }
    return { kind: 'user', account }
  })
  const teams = (step.teams ?? []).map((slug): Reviewer => {
    const team = core.state.teams
      .all()
      .find((row) => row.organisationId === repository.ownerId && row.slug === slug)
    if (team === undefined || !roleAtLeast(teamRoleOn(repository, team), 'read')) {
      throw notCollaborator(step.repository)
    }
    return { kind: 'team', team }
  })
  return [...users, ...teams]
}

function notCollaborator(fullName: string): Refusal {
  return new Refusal(
    422,
    `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${fullName} repository.`,
  )
}
