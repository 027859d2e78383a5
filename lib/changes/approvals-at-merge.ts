import type { Approval } from './review-state'

/** A review as the forge lists it. */
export interface ReviewAnswer {
  readonly id: number
  readonly user: { readonly login: string } | null
  /** GitHub's own word; that of a dismissed one does not say what it was. */
  readonly state: string
  readonly submitted_at?: string
  readonly commit_id: string | null
}

/** That a review lost its weight. */
export interface Dismissal {
  readonly reviewId: number
  /** The verdict that it was, as GitHub writes it there: `approved` or `changes_requested`. */
  readonly from: string
  readonly at: Date
}

/**
 * Who had approved when it was merged: the last verdict that each person had given by then, which a later one, or a dismissal after the
 * merge, does not rewrite. GitHub takes both of merged pull requests too. Its times are whole seconds: a review of the second of the merge
 * counts as given before it, and so does a dismissal.
 */
export function approvalsAtMerge(
  reviews: readonly ReviewAnswer[],
  dismissals: readonly Dismissal[],
  mergedAt: Date,
): Approval['approvals'] {
  const wasBefore = new Map(
    dismissals.filter(({ at }) => at > mergedAt).map(({ reviewId, from }) => [reviewId, from.toUpperCase()]),
  )
  const last = new Map<string, Approval['approvals'][number] & { readonly verdict: string }>()
  for (const { id, user, state, submitted_at: at = '', commit_id: commit } of reviews) {
    const verdict = state === 'DISMISSED' ? (wasBefore.get(id) ?? state) : state
    if (user === null || verdict === 'COMMENTED' || verdict === 'PENDING') continue
    if (Date.parse(at) <= mergedAt.getTime()) last.set(user.login, { login: user.login, at, commit, verdict })
  }
  return [...last.values()]
    .filter(({ verdict }) => verdict === 'APPROVED')
    .map(({ login, at, commit }) => ({ login, at, commit }))
}
