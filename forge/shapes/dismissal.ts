import type { Core } from '@/forge/core'
import type { RepositoryRow, ReviewRow } from '@/forge/state/records'
import { presentUser } from './account'
import type { Schema } from './schema'
import { nodeId, repositoryApiUrl } from './urls'

/** A review that was dismissed, as GitHub lists it among the events of its pull request. */
export function presentDismissal(
  core: Core,
  repository: RepositoryRow,
  { id: reviewId, dismissal }: ReviewRow,
): Schema<'review-dismissed-issue-event'> {
  if (dismissal === undefined) throw new Error(`review ${reviewId} was not dismissed`)
  const { id, actorId, at, from, message } = dismissal
  return {
    id,
    node_id: nodeId('ReviewDismissedEvent', id),
    url: `${repositoryApiUrl(core, repository)}/issues/events/${id}`,
    actor: presentUser(core, core.state.accounts.mustGet(actorId)),
    event: 'review_dismissed',
    commit_id: null,
    commit_url: null,
    created_at: at,
    performed_via_github_app: null,
    dismissed_review: {
      state: from.toLowerCase(),
      review_id: reviewId,
      dismissal_message: message,
    },
  }
}
