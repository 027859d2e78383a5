import { accountNamed, pullNumbered, repositoryNamed, type Pull } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { notFound, Refusal } from '@/forge/refusal'
import type { ReviewRow } from '@/forge/state/records'
import { announceReview } from './announce-review'
import type { PullStep } from './close-pull'

export type ReviewEvent = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'

export interface NewReview extends PullStep {
  /** Left out: the review stays pending until `submitPending`. */
  readonly event?: ReviewEvent
  readonly body?: string
  /** The commit looked at; the head when left out. */
  readonly sha?: string
}

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

/**
 * Gives a review. Whoever opened the pull request may only comment (422 with GitHub's texts). A given review takes
 * the person, and the teams that the person speaks for, off the list of those asked.
 */
export async function submitReview(core: Core, input: NewReview): Promise<ReviewRow> {
  const repository = repositoryNamed(core, input.repository)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, input.number)
    const authorId = accountNamed(core, input.person).id
    checkVerdict(entry, authorId, input)
    const sha = input.sha ?? entry.pull.headSha
    if ((await core.git(repository.id).readCommit(sha)) === null) {
      throw new Refusal(422, 'Unprocessable Entity', ['Commit is not part of the pull request'])
    }
    const review = core.state.reviews.put({
      id: core.state.nextId(),
      pullId: entry.pull.id,
      authorId,
      state: input.event === undefined ? 'PENDING' : STATES[input.event],
      body: input.body ?? '',
      commitSha: sha,
      submittedAt: input.event === undefined ? null : stampOf(input.at),
    })
    if (input.event !== undefined) await given(core, entry, review, input.at)
    core.state.save()
    return review
  })
}

/** Gives a review that was pending. */
export async function submitPending(
  core: Core,
  input: PullStep & { readonly reviewId: number; readonly event: ReviewEvent; readonly body?: string },
): Promise<ReviewRow> {
  const repository = repositoryNamed(core, input.repository)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, input.number)
    const authorId = accountNamed(core, input.person).id
    const old = core.state.reviews.get(input.reviewId)
    if (old === undefined || old.pullId !== entry.pull.id || old.authorId !== authorId) throw notFound()
    if (old.state !== 'PENDING') throw new Refusal(422, 'Unprocessable Entity', ['Review is not pending'])
    checkVerdict(entry, authorId, { ...input, body: input.body ?? old.body })
    const review = core.state.reviews.patch(old.id, {
      state: STATES[input.event],
      body: input.body ?? old.body,
      submittedAt: stampOf(input.at),
    })
    await given(core, entry, review, input.at)
    return review
  })
}

function checkVerdict(
  { issue }: Pull,
  authorId: number,
  { event, body }: Pick<NewReview, 'event' | 'body'>,
): void {
  if (authorId === issue.authorId && event === 'APPROVE') {
    throw new Refusal(422, 'Unprocessable Entity', ['Can not approve your own pull request'])
  }
  if (authorId === issue.authorId && event === 'REQUEST_CHANGES') {
    throw new Refusal(422, 'Unprocessable Entity', ['Can not request changes on your own pull request'])
  }
  if ((event === 'REQUEST_CHANGES' || event === 'COMMENT') && (body ?? '').trim() === '') {
    throw new Refusal(422, 'Unprocessable Entity', ["Body can't be blank"])
  }
}

async function given(core: Core, { pull, issue }: Pull, review: ReviewRow, at: Date): Promise<void> {
  const entry = {
    pull: core.state.pulls.patch(pull.id, {
      requestedUserIds: pull.requestedUserIds.filter((id) => id !== review.authorId),
      requestedTeamIds: pull.requestedTeamIds.filter(
        (id) => !core.state.teams.get(id)?.memberIds.includes(review.authorId),
      ),
    }),
    issue: core.state.issues.patch(issue.id, { updatedAt: stampOf(at) }),
  }
  core.state.save()
  const author = core.state.accounts.mustGet(review.authorId)
  await announceReview(core, entry, review, 'submitted', author, at)
}

/** Takes back the weight of an approval or a request for changes. */
export async function dismissReview(
  core: Core,
  input: PullStep & { readonly reviewId: number; readonly message: string },
): Promise<ReviewRow> {
  const repository = repositoryNamed(core, input.repository)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, input.number)
    const old = core.state.reviews.get(input.reviewId)
    if (old === undefined || old.pullId !== entry.pull.id) throw notFound()
    if (old.state !== 'APPROVED' && old.state !== 'CHANGES_REQUESTED') {
      throw new Refusal(422, 'Unprocessable Entity', [
        'Can not dismiss a review that is not approving or requesting changes',
      ])
    }
    const sender = accountNamed(core, input.person)
    const { id, state: from } = old
    const dismissal = { id: core.state.nextId(), actorId: sender.id, at: stampOf(input.at) }
    const review = core.state.reviews.patch(id, {
      state: 'DISMISSED',
      dismissal: { ...dismissal, from, message: input.message },
    })
    const issue = core.state.issues.patch(entry.issue.id, { updatedAt: stampOf(input.at) })
    core.state.save()
    await announceReview(core, { pull: entry.pull, issue }, review, 'dismissed', sender, input.at)
    return review
  })
}
