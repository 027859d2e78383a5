import type { Role } from './role'

/** Times are ISO 8601 in UTC without milliseconds, as GitHub prints them. */
export type Stamp = string

export interface AccountRow {
  readonly id: number
  readonly type: 'User' | 'Organization' | 'Bot'
  readonly login: string
  readonly name: string
  readonly email: string
  readonly createdAt: Stamp
}

export interface TeamRow {
  readonly id: number
  readonly organisationId: number
  readonly slug: string
  readonly name: string
  readonly memberIds: readonly number[]
  readonly createdAt: Stamp
}

/** Rules of one branch (classic protection). A branch without a row is unprotected. */
export interface Protection {
  /** Branch name; `*` stands for any characters. */
  readonly pattern: string
  /** 0 = changes may be pushed without a pull request. */
  readonly requiredApprovals: number
  readonly requireCodeOwnerReviews: boolean
  /** Names of statuses or check runs that must have succeeded on the head commit. */
  readonly requiredChecks: readonly string[]
  /** The head must contain the base's tip. */
  readonly strictChecks: boolean
  readonly dismissStaleReviews: boolean
  readonly requireLastPushApproval: boolean
  /** When false, administrators may push and merge regardless. */
  readonly enforceAdmins: boolean
  readonly allowForcePushes: boolean
  readonly allowDeletions: boolean
}

export interface RepositoryRow {
  readonly id: number
  readonly ownerId: number
  readonly name: string
  readonly description: string | null
  readonly private: boolean
  readonly defaultBranch: string
  /** Number of the last issue or pull request. */
  readonly lastNumber: number
  readonly collaborators: readonly { readonly accountId: number; readonly role: Role }[]
  readonly teams: readonly { readonly teamId: number; readonly role: Role }[]
  readonly protections: readonly Protection[]
  /** Keeps known secrets out, whoever pushes them. Not in rows of an earlier version. */
  readonly pushProtection?: boolean
  readonly createdAt: Stamp
  readonly updatedAt: Stamp
  readonly pushedAt: Stamp | null
}

/** A ruleset that asks teams for approvals on files, on top of branch protection. */
export interface RulesetRow {
  readonly id: number
  readonly repositoryId: number
  readonly name: string
  readonly active: boolean
  /** Branch names, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly branches: readonly string[]
  /** Not in rows of an earlier version. */
  readonly requireCodeOwnerReview?: boolean
  /** Nobody but administrators makes such branches. Not in rows of an earlier version. */
  readonly restrictCreations?: boolean
  /** Nobody pushes a commit that changes these paths (patterns with `*`), to any branch. Not in rows of an earlier version. */
  readonly restrictedPaths?: readonly string[]
  /** Nor files of these extensions (`*.exe`), with a longer path, or of more megabytes. */
  readonly restrictedExtensions?: readonly string[]
  readonly maxPathLength?: number
  readonly maxFileMegabytes?: number
  readonly requiredReviewers: readonly {
    readonly teamId: number
    readonly filePatterns: readonly string[]
    readonly minimumApprovals: number
  }[]
  readonly createdAt: Stamp
}

export interface LabelRow {
  readonly id: number
  readonly repositoryId: number
  readonly name: string
  readonly colour: string
  readonly description: string | null
}

/** What issues and pull requests share: they use one sequence of numbers. */
export interface IssueRow {
  readonly id: number
  readonly repositoryId: number
  readonly number: number
  readonly title: string
  readonly body: string | null
  readonly authorId: number
  readonly state: 'open' | 'closed'
  readonly labelIds: readonly number[]
  readonly assigneeIds: readonly number[]
  readonly createdAt: Stamp
  readonly updatedAt: Stamp
  readonly closedAt: Stamp | null
  readonly closedById: number | null
  /** Set when the issue is a pull request. */
  readonly pullId: number | null
}

export interface PullRow {
  readonly id: number
  readonly issueId: number
  readonly repositoryId: number
  readonly draft: boolean
  readonly headRef: string
  readonly headSha: string
  readonly baseRef: string
  /** The base's tip when last looked at; after the merge, its tip just before. */
  readonly baseSha: string
  readonly requestedUserIds: readonly number[]
  readonly requestedTeamIds: readonly number[]
  readonly lastPusherId: number
  readonly mergedAt: Stamp | null
  readonly mergedById: number | null
  readonly mergeSha: string | null
  /** Of its merge among the events of the pull request. Not in rows of an earlier version. */
  readonly mergeEventId?: number
  /** Written before the base moves, so that a merge interrupted half-way is finished at the next start. */
  readonly pendingMerge: { readonly sha: string; readonly byId: number; readonly at: Stamp } | null
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'

export interface ReviewRow {
  readonly id: number
  readonly pullId: number
  readonly authorId: number
  readonly state: ReviewState
  readonly body: string
  readonly commitSha: string
  readonly submittedAt: Stamp | null
  /** Of a review that was dismissed. */
  readonly dismissal?: DismissalRow
}

/** When, by whom and in which words a review lost its weight, and which one it had. */
export interface DismissalRow {
  readonly id: number
  readonly actorId: number
  readonly at: Stamp
  readonly from: 'APPROVED' | 'CHANGES_REQUESTED'
  /** Null where a push did it. */
  readonly message: string | null
}

export interface CommentRow {
  readonly id: number
  readonly issueId: number
  readonly authorId: number
  readonly body: string
  readonly createdAt: Stamp
  readonly updatedAt: Stamp
}

export type StatusState = 'error' | 'failure' | 'pending' | 'success'

export interface StatusRow {
  readonly id: number
  readonly repositoryId: number
  readonly sha: string
  readonly context: string
  readonly state: StatusState
  readonly description: string | null
  readonly targetUrl: string | null
  readonly creatorId: number
  readonly createdAt: Stamp
}

export type CheckConclusion =
  | 'action_required'
  | 'cancelled'
  | 'failure'
  | 'neutral'
  | 'success'
  | 'skipped'
  | 'timed_out'

export interface CheckRunRow {
  readonly id: number
  readonly repositoryId: number
  readonly appId: number
  readonly name: string
  readonly headSha: string
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: CheckConclusion | null
  readonly detailsUrl: string | null
  readonly externalId: string
  readonly startedAt: Stamp | null
  readonly completedAt: Stamp | null
  readonly title: string | null
  readonly summary: string | null
  readonly text: string | null
}
