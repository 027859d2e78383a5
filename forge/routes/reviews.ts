import * as z from 'zod'
import { created, NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import {
  JOIN_PULLS,
  READ_PULLS,
  WRITE_PULLS,
  type RepositoryRoute,
  type RepositoryVisit,
} from '@/forge/http/route'
import { mergePull } from '@/forge/operations/merge-pull'
import { removeReviewers, requestReviewers } from '@/forge/operations/request-reviewers'
import { dismissReview, submitPending, submitReview } from '@/forge/operations/submit-review'
import { notFound } from '@/forge/refusal'
import { presentUser } from '@/forge/shapes/account'
import { presentPullSimple } from '@/forge/shapes/pull'
import { presentReview } from '@/forge/shapes/review'
import { presentTeam } from '@/forge/shapes/team'
import { pullOf, stepOf } from './pulls'

const MERGE = { role: 'write', permission: ['contents', 'write'] } as const

export const REVIEW_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/pulls/:number/reviews', need: READ_PULLS, handle: listReviews },
  { method: 'POST', pattern: '/pulls/:number/reviews', need: JOIN_PULLS, handle: createReview },
  { method: 'GET', pattern: '/pulls/:number/reviews/:id', need: READ_PULLS, handle: getReview },
  { method: 'POST', pattern: '/pulls/:number/reviews/:id/events', need: JOIN_PULLS, handle: submit },
  { method: 'PUT', pattern: '/pulls/:number/reviews/:id/dismissals', need: WRITE_PULLS, handle: dismiss },
  { method: 'GET', pattern: '/pulls/:number/requested_reviewers', need: READ_PULLS, handle: listRequested },
  { method: 'POST', pattern: '/pulls/:number/requested_reviewers', need: WRITE_PULLS, handle: request },
  { method: 'DELETE', pattern: '/pulls/:number/requested_reviewers', need: WRITE_PULLS, handle: unrequest },
  { method: 'GET', pattern: '/pulls/:number/merge', need: READ_PULLS, handle: checkMerged },
  { method: 'PUT', pattern: '/pulls/:number/merge', need: MERGE, handle: merge },
]

function listReviews(visit: RepositoryVisit): Promise<Answer> {
  const { core, actor } = visit
  const entry = pullOf(visit)
  const own = actor.kind === 'person' ? actor.account.id : 0
  const visible = core.state
    .reviewsOfPull(`${entry.pull.id}`)
    .filter((review) => review.state !== 'PENDING' || review.authorId === own)
  return paged(visit, visible, (review) => presentReview(core, entry, review))
}

const EVENT = z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT'])
const REVIEW = z.object({
  event: EVENT.optional(),
  body: z.string().optional(),
  commit_id: z.string().optional(),
})

async function createReview(visit: RepositoryVisit): Promise<Answer> {
  const { commit_id, ...input } = parseBody(REVIEW, visit.body)
  const sha = commit_id === undefined ? {} : { sha: commit_id }
  const review = await submitReview(visit.core, { ...stepOf(visit), ...input, ...sha })
  return ok(presentReview(visit.core, pullOf(visit), review))
}

function getReview(visit: RepositoryVisit): Answer {
  const entry = pullOf(visit)
  const review = visit.core.state.reviews.get(Number(visit.params.id))
  if (review === undefined || review.pullId !== entry.pull.id) throw notFound()
  return ok(presentReview(visit.core, entry, review))
}

async function submit(visit: RepositoryVisit): Promise<Answer> {
  const { event, body } = parseBody(z.object({ event: EVENT, body: z.string().optional() }), visit.body)
  const text = body === undefined ? {} : { body }
  const reviewId = Number(visit.params.id)
  const review = await submitPending(visit.core, { ...stepOf(visit), reviewId, event, ...text })
  return ok(presentReview(visit.core, pullOf(visit), review))
}

async function dismiss(visit: RepositoryVisit): Promise<Answer> {
  const { message } = parseBody(z.object({ message: z.string(), event: z.string().optional() }), visit.body)
  const reviewId = Number(visit.params.id)
  const review = await dismissReview(visit.core, { ...stepOf(visit), reviewId, message })
  return ok(presentReview(visit.core, pullOf(visit), review))
}

function listRequested(visit: RepositoryVisit): Answer {
  const { core, repository } = visit
  const { pull } = pullOf(visit)
  return ok({
    users: pull.requestedUserIds.map((id) => presentUser(core, core.state.accounts.mustGet(id))),
    teams: pull.requestedTeamIds.map((id) => presentTeam(core, core.state.teams.mustGet(id), repository)),
  })
}

const REVIEWERS = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
})

async function request(visit: RepositoryVisit): Promise<Answer> {
  const { reviewers, team_reviewers } = parseBody(REVIEWERS, visit.body)
  const step = { ...stepOf(visit), users: reviewers, teams: team_reviewers }
  return created(presentPullSimple(visit.core, await requestReviewers(visit.core, step)))
}

async function unrequest(visit: RepositoryVisit): Promise<Answer> {
  const { reviewers, team_reviewers } = parseBody(REVIEWERS, visit.body)
  const step = { ...stepOf(visit), users: reviewers, teams: team_reviewers }
  return ok(presentPullSimple(visit.core, await removeReviewers(visit.core, step)))
}

function checkMerged(visit: RepositoryVisit): Answer {
  if (pullOf(visit).pull.mergedAt === null) throw notFound()
  return NO_CONTENT
}

const MERGE_BODY = z.object({
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
})

async function merge(visit: RepositoryVisit): Promise<Answer> {
  const body = parseBody(MERGE_BODY, visit.body)
  pullOf(visit)
  const { sha } = await mergePull(visit.core, {
    ...stepOf(visit),
    method: body.merge_method,
    ...(body.sha === undefined ? {} : { sha: body.sha }),
    ...(body.commit_title === undefined ? {} : { title: body.commit_title }),
    ...(body.commit_message === undefined ? {} : { message: body.commit_message }),
  })
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' })
}
