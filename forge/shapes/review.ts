import type { Pull } from '@/forge/access/find'
import type { Reviewer } from '@/forge/access/owners'
import type { Core } from '@/forge/core'
import type { ReviewRow } from '@/forge/state/records'
import { presentUser } from './account'
import { associationOf } from './association'
import type { Schema } from './schema'
import { presentTeam } from './team'
import { nodeId, repositoryApiUrl, repositoryWebUrl } from './urls'

export function presentReview(
  core: Core,
  { pull, issue }: Pull,
  review: ReviewRow,
): Schema<'pull-request-review'> {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const author = core.state.accounts.mustGet(review.authorId)
  const html = `${repositoryWebUrl(core, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`
  const pullUrl = `${repositoryApiUrl(core, repository)}/pulls/${issue.number}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: presentUser(core, author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitSha,
    author_association: associationOf(core, repository, author),
  }
}

/** What a `review_requested` hook names: a person or a team. */
export function presentReviewer(core: Core, reviewer: Reviewer): Record<string, unknown> {
  return reviewer.kind === 'user'
    ? { requested_reviewer: presentUser(core, reviewer.account) }
    : { requested_team: presentTeam(core, reviewer.team) }
}
