import type { Pull } from '@/forge/access/find'
import { protectionOf } from '@/forge/access/protection'
import { stampOf, type Core } from '@/forge/core'
import type { AccountRow } from '@/forge/state/records'
import { announcePull } from './announce-pull'
import { announceReview } from './announce-review'
import { requestOwners } from './request-owners'

/** Gives an open pull request its new head after its branch moved. */
export async function moveHead(
  core: Core,
  entry: Pull,
  head: string,
  by: AccountRow,
  at: Date,
): Promise<void> {
  const { pull, issue } = entry
  if (pull.headSha === head) return
  const git = core.git(pull.repositoryId)
  const ref = `refs/pull/${issue.number}/head`
  await git.moveRefs([{ ref, from: await git.ref(ref), to: head }])
  const base = await git.branch(pull.baseRef)
  const moved = {
    pull: core.state.pulls.patch(pull.id, {
      headSha: head,
      lastPusherId: by.id,
      baseSha: base ?? pull.baseSha,
    }),
    issue: core.state.issues.patch(issue.id, { updatedAt: stampOf(at) }),
  }
  await dismissStale(core, moved, by, at)
  core.state.save()
  await announcePull(core, moved, 'synchronize', by, at, { before: pull.headSha, after: head })
  await requestOwners(core, moved, by, at)
}

/** Approvals of an older head are dismissed where the branch protection says so. */
async function dismissStale(core: Core, { pull, issue }: Pull, by: AccountRow, at: Date): Promise<void> {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  if (protectionOf(repository, pull.baseRef)?.dismissStaleReviews !== true) return
  for (const review of core.state.reviewsOfPull(`${pull.id}`)) {
    if (review.state !== 'APPROVED' || review.commitSha === pull.headSha) continue
    const dismissal = { id: core.state.nextId(), actorId: by.id, at: stampOf(at) }
    const dismissed = core.state.reviews.patch(review.id, {
      state: 'DISMISSED',
      dismissal: { ...dismissal, from: review.state, message: null },
    })
    await announceReview(core, { pull, issue }, dismissed, 'dismissed', by, at)
  }
}
