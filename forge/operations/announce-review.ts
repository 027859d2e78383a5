import type { Pull } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import { presentPullSimple } from '@/forge/shapes/pull'
import { presentReview } from '@/forge/shapes/review'
import type { AccountRow, ReviewRow } from '@/forge/state/records'

export async function announceReview(
  core: Core,
  entry: Pull,
  review: ReviewRow,
  action: 'submitted' | 'dismissed',
  sender: AccountRow,
  at: Date,
): Promise<void> {
  const repository = core.state.repositories.mustGet(entry.pull.repositoryId)
  const shape = presentReview(core, entry, review)
  const detail = async (): Promise<Record<string, unknown>> => ({
    review: { ...shape, state: shape.state.toLowerCase() }, // lower case in hooks, upper case in REST answers
    pull_request: presentPullSimple(core, entry),
  })
  await core.announce({ event: 'pull_request_review', action, repository, sender, at, detail })
}
