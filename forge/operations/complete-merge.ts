import type { Pull } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import type { PullRow } from '@/forge/state/records'

/** Marks a pull request as merged by a commit that is on the base already. */
export function completeMerge(
  core: Core,
  { pull, issue }: Pull,
  merge: NonNullable<PullRow['pendingMerge']>,
): Pull {
  const done = {
    pull: core.state.pulls.patch(pull.id, {
      mergedAt: merge.at,
      mergedById: merge.byId,
      mergeSha: merge.sha,
      mergeEventId: core.state.nextId(),
      pendingMerge: null,
      requestedUserIds: [],
      requestedTeamIds: [],
    }),
    issue: core.state.issues.patch(issue.id, {
      state: 'closed',
      closedAt: merge.at,
      closedById: merge.byId,
      updatedAt: merge.at,
    }),
  }
  core.state.save()
  return done
}
