import type { Core } from '@/forge/core'
import type { PullRow, RepositoryRow, ReviewRow } from '@/forge/state/records'
import { presentUser } from './account'
import type { Schema } from './schema'
import { nodeId, repositoryApiUrl } from './urls'

type PullEvent = Schema<'issue-event-for-issue'> & { readonly id: number }

/** What GitHub lists among the events of a pull request, oldest first. Of the many kinds, the forge keeps merges and dismissals of reviews. */
export function pullEvents(core: Core, repository: RepositoryRow, pull: PullRow): PullEvent[] {
  const dismissals = core.state
    .reviewsOfPull(`${pull.id}`)
    .flatMap((review) => presentDismissal(core, repository, review))
  return [...presentMerge(core, repository, pull), ...dismissals].sort((a, b) => a.id - b.id)
}

function presentMerge(core: Core, repository: RepositoryRow, pull: PullRow): PullEvent[] {
  const { mergeEventId: id, mergedAt, mergedById, mergeSha } = pull
  if (id === undefined || mergedAt === null || mergedById === null || mergeSha === null) return []
  return [
    {
      ...presentEvent(core, repository, { id, actorId: mergedById, at: mergedAt }),
      node_id: nodeId('MergedEvent', id),
      event: 'merged',
      commit_id: mergeSha,
      commit_url: `${repositoryApiUrl(core, repository)}/commits/${mergeSha}`,
    },
  ]
}

function presentDismissal(core: Core, repository: RepositoryRow, review: ReviewRow): PullEvent[] {
  const { id: reviewId, dismissal } = review
  if (dismissal === undefined) return []
  return [
    {
      ...presentEvent(core, repository, dismissal),
      node_id: nodeId('ReviewDismissedEvent', dismissal.id),
      event: 'review_dismissed',
      commit_id: null,
      commit_url: null,
      dismissed_review: {
        state: dismissal.from.toLowerCase(),
        review_id: reviewId,
        dismissal_message: dismissal.message,
      },
    },
  ]
}

function presentEvent(
  core: Core,
  repository: RepositoryRow,
  { id, actorId, at }: { readonly id: number; readonly actorId: number; readonly at: string },
) {
  return {
    id,
    url: `${repositoryApiUrl(core, repository)}/issues/events/${id}`,
    actor: presentUser(core, core.state.accounts.mustGet(actorId)),
    created_at: at,
    performed_via_github_app: null,
  }
}
