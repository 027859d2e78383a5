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
 * merge, does not rewrite. GitHub takes both of merged pull requests too. Its times are whole seconds, and neither ids nor a documented
 * order tell a review of the second of the merge from one after it: an approval that hangs on such a review is kept and says so. Of
 * dismissals and the merge, both events, the order in which GitHub lists them decides. `events`: oldest first.
 */
export function approvalsAtMerge(
  reviews: readonly ReviewAnswer[],
  events: readonly EventAnswer[],
  mergedAt: Date,
): Approval['approvals'] {
  const wasBefore = dismissedAfter(events, mergedAt)
  const given = reviews.map((review) => {
    const { id, state } = review
    return { ...review, verdict: state === 'DISMISSED' ? (wasBefore.get(id) ?? state) : state }
  })
  const merge = mergedAt.getTime()
  const sure = lastApprovals(given, (at) => at < merge)
  const all = lastApprovals(given, (at) => at <= merge)
  const isSure = (login: string) => sure.has(login) && all.has(login)
  return [...new Map([...sure, ...all]).values()].map(({ login, at, commit }) => {
    return { login, at, commit, sameSecond: !isSure(login) }
  })
}

/** The approvals among the last verdicts of people, of reviews whose time counts; by login. */
function lastApprovals(
  reviews: readonly (ReviewAnswer & { readonly verdict: string })[],
  counts: (at: number) => boolean,
): Map<string, { readonly login: string; readonly at: string; readonly commit: string | null }> {
  const last = new Map<string, (typeof reviews)[number]>()
  for (const review of reviews) {
    const { user, verdict, submitted_at: at = '' } = review
    if (user === null || verdict === 'COMMENTED' || verdict === 'PENDING') continue
    if (counts(Date.parse(at))) last.set(user.login, review)
  }
  return new Map(
    [...last].flatMap(([login, { verdict, submitted_at: at = '', commit_id: commit }]) =>
      verdict === 'APPROVED' ? [[login, { login, at, commit }] as const] : [],
    ),
  )
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
