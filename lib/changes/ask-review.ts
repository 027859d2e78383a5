import type { GitHubClient } from '@/lib/git/github-client'
import { approvalsAtMerge, type EventAnswer, type ReviewAnswer } from './approvals-at-merge'
import { askFollowUp, EMERGENCY_LABEL, labelNames } from './emergency/follow-up'
import { isHidden } from './forge-status'
import type { Approval, ReviewState } from './review-state'

interface RepositoryName {
  readonly owner: string
  readonly name: string
}

/** A pull request as the forge answers it, reduced to what Lockstep keeps. */
export interface PullAnswer {
  readonly number: number
  readonly title: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  readonly openedBy: string
  readonly baseRef: string
  readonly baseSha: string
  readonly headRef: string
  readonly headSha: string
  readonly mergeSha: string | null
  readonly mergedBy: string | null
  readonly openedAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | null
  readonly mergedAt: Date | null
  readonly labels: readonly string[]
  readonly review: Omit<ReviewState, 'paths' | 'effect' | 'as' | 'ownersBlob' | 'required'>
  /** Who had approved when it was merged, whatever became of that since; empty for one that is not merged. */
  readonly approvedAtMerge: Approval['approvals']
}

/**
 * Asks everything about one pull request: four calls, five about an emergency, and one more about a merged one of which a review was
 * dismissed. Throws Octokit's errors.
 */
export async function askPull(
  client: GitHubClient,
  { owner, name }: RepositoryName,
  number: number,
  requiredChecks: ReadonlySet<string>,
): Promise<PullAnswer> {
  const repository = { owner, repo: name }
  const of = { ...repository, pull_number: number }
  const { data: pull } = await client.rest.pulls.get(of)
  // After the pull request, not beside it: one that answers "merged" has all its approvals by then, and they are recorded once.
  const reviews = await client.paginate(client.rest.pulls.listReviews, { ...of, per_page: 100 })
  const reported = await askChecks(client, repository, pull.head.sha, requiredChecks)
  const checks = pull.state === 'open' ? [...reported, ...expectedOf(requiredChecks, reported)] : reported
  const labels = labelNames(pull.labels)
  const mergedAt = dateOf(pull.merged_at)
  const isEmergency = labels.includes(EMERGENCY_LABEL)
  return {
    number,
    title: pull.title,
    state: pull.merged ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
    draft: pull.draft ?? false,
    openedBy: pull.user.login,
    baseRef: pull.base.ref,
    baseSha: pull.base.sha,
    headRef: pull.head.ref,
    headSha: pull.head.sha,
    mergeSha: pull.merged ? pull.merge_commit_sha : null,
    mergedBy: pull.merged_by?.login ?? null,
    openedAt: new Date(pull.created_at),
    updatedAt: new Date(pull.updated_at),
    closedAt: dateOf(pull.closed_at),
    mergedAt,
    labels,
    approvedAtMerge:
      mergedAt === null
        ? []
        : approvalsAtMerge(reviews, await askEvents(client, repository, number, reviews), mergedAt),
    review: {
      mergeable: pull.mergeable,
      mergeState: pull.mergeable_state,
      requestedPeople: pull.requested_reviewers?.map(({ login }) => login) ?? [],
      requestedTeams: pull.requested_teams?.map(({ slug }) => `${owner}/${slug}`) ?? [],
      reviews: latestReviews(reviews),
      checks,
      followUp: isEmergency ? await askFollowUp(client, repository, number) : null,
    },
  }
}

/** A time of the forge's answers. */
export function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

/** Whether a dismissal came after the merge, GitHub says among the events alone. Empty where that is no question, or the app may not read them. */
async function askEvents(
  client: GitHubClient,
  repository: { readonly owner: string; readonly repo: string },
  number: number,
  reviews: readonly ReviewAnswer[],
): Promise<EventAnswer[]> {
  if (reviews.every(({ state }) => state !== 'DISMISSED')) return []
  const of = { ...repository, issue_number: number, per_page: 100 }
  const events = await client.paginate(client.rest.issues.listEvents, of).catch((error: unknown) => {
    if (isHidden(error)) return []
    throw error
  })
  return events.map((event) => {
    const { event: name, created_at } = event
    return 'dismissed_review' in event
      ? { event: name, created_at, dismissed_review: event.dismissed_review }
      : { event: name, created_at }
  })
}

const VERDICTS: Readonly<Record<string, ReviewState['reviews'][number]['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
}

/** GitHub lists reviews oldest first; a comment does not take an earlier verdict back. */
function latestReviews(reviews: readonly ReviewAnswer[]): ReviewState['reviews'] {
  const latest = new Map<string, ReviewState['reviews'][number]>()
  for (const { user, state, submitted_at: at, commit_id: commit } of reviews) {
    const verdict = VERDICTS[state]
    if (user === null || verdict === undefined) continue
    latest.set(user.login, { login: user.login, state: verdict, at: at ?? '', commit })
  }
  return [...latest.values()]
}

async function askChecks(
  client: GitHubClient,
  repository: { readonly owner: string; readonly repo: string },
  ref: string,
  required: ReadonlySet<string>,
): Promise<ReviewState['checks']> {
  const [runs, statuses] = await Promise.all([
    client.paginate(client.rest.checks.listForRef, { ...repository, ref, per_page: 100 }),
    client.rest.repos.getCombinedStatusForRef({ ...repository, ref, per_page: 100 }),
  ])
  return [
    ...runs.map((run) => ({
      name: run.name,
      state: run.status === 'completed' ? conclusionOf(run.conclusion) : ('pending' as const),
      description: run.output.title ?? '',
      url: run.html_url,
      required: required.has(run.name),
      seconds: secondsOf(run.started_at, run.completed_at),
    })),
    ...statuses.data.statuses.map(({ context, state, description, target_url: url }) => ({
      name: context,
      state:
        state === 'success'
          ? ('success' as const)
          : state === 'pending'
            ? ('pending' as const)
            : ('failure' as const),
      description: description ?? '',
      url,
      required: required.has(context),
      seconds: null,
    })),
  ]
}

/** What the branch requires and nothing has reported: GitHub's page says "Expected", its answers leave it out. */
function expectedOf(required: ReadonlySet<string>, reported: ReviewState['checks']): ReviewState['checks'] {
  const names = new Set(reported.map(({ name }) => name))
  return [...required]
    .filter((name) => !names.has(name))
    .map((name) => ({
      name,
      state: 'pending',
      description: 'expected: nothing has reported it yet',
      url: null,
      required: true,
      expected: true,
      seconds: null,
    }))
}

function secondsOf(startedAt: string | null, completedAt: string | null): number | null {
  if (startedAt === null || completedAt === null) return null
  const ms = Date.parse(completedAt) - Date.parse(startedAt)
  return Number.isFinite(ms) && ms >= 0 ? ms / 1000 : null
}

function conclusionOf(conclusion: string | null): 'success' | 'failure' | 'neutral' {
  if (conclusion === 'success') return 'success'
  return conclusion === 'neutral' || conclusion === 'skipped' ? 'neutral' : 'failure'
}
