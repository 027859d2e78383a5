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

/** An event of a pull request as the forge lists it. */
export interface EventAnswer {
  readonly event: string
  readonly created_at: string
  /** Of a review that lost its weight. `state`: the verdict that it was, `approved` or `changes_requested`. */
  readonly dismissed_review?: { readonly review_id: number; readonly state: string }
}

/**
 * Who had approved when it was merged: the last verdict that each person had given by then, which a later one, or a dismissal after the
 * merge, does not rewrite. GitHub takes both of merged pull requests too. Its times are whole seconds: a review of the second of the merge
 * counts as given before it; of dismissals and the merge, the order in which GitHub lists them decides. `events`: oldest first.
 */
export function approvalsAtMerge(
  reviews: readonly ReviewAnswer[],
  events: readonly EventAnswer[],
  mergedAt: Date,
): Approval['approvals'] {
  const wasBefore = dismissedAfter(events, mergedAt)
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

/** Verdicts of reviews that were dismissed after the merge, by review. Where the merge is not listed, one of its very second claims nothing. */
function dismissedAfter(events: readonly EventAnswer[], mergedAt: Date): Map<number, string> {
  const merge = events.findIndex(({ event }) => event === 'merged')
  return new Map(
    events.flatMap(({ dismissed_review: dismissed, created_at: at }, index) => {
      const isAfter = merge === -1 ? Date.parse(at) > mergedAt.getTime() : index > merge
      return dismissed !== undefined && isAfter ? [[dismissed.review_id, dismissed.state.toUpperCase()]] : []
    }),
  )
}
