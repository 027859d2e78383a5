import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { issueNumbered } from '@/forge/access/find'
import { created, NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import type { RepositoryRoute, RepositoryVisit } from '@/forge/http/route'
import { addComment, editIssue, setLabels } from '@/forge/operations/edit-issue'
import { closePull, reopenPull } from '@/forge/operations/close-pull'
import { openIssue } from '@/forge/operations/open-issue'
import { notFound, Refusal } from '@/forge/refusal'
import { presentComment, presentIssue } from '@/forge/shapes/issue'
import { presentLabel } from '@/forge/shapes/label'
import { pullEvents } from '@/forge/shapes/pull-events'
import type { IssueRow } from '@/forge/state/records'
import { stepOf } from './pulls'

const READ = { role: 'read', permission: ['issues|pull_requests', 'read'] } as const
const JOIN = { role: 'read', permission: ['issues|pull_requests', 'write'] } as const
const TRIAGE = { role: 'triage', permission: ['issues|pull_requests', 'write'] } as const
const OPEN = { role: 'read', permission: ['issues', 'write'] } as const

export const ISSUE_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/issues', need: READ, handle: list },
  { method: 'POST', pattern: '/issues', need: OPEN, handle: create },
  { method: 'GET', pattern: '/issues/:number', need: READ, handle: get },
  { method: 'PATCH', pattern: '/issues/:number', need: TRIAGE, handle: update },
  { method: 'GET', pattern: '/issues/:number/labels', need: READ, handle: listLabels },
  { method: 'POST', pattern: '/issues/:number/labels', need: TRIAGE, handle: addLabels },
  { method: 'PUT', pattern: '/issues/:number/labels', need: TRIAGE, handle: replaceLabels },
  { method: 'DELETE', pattern: '/issues/:number/labels/:name', need: TRIAGE, handle: removeLabel },
  { method: 'GET', pattern: '/issues/:number/events', need: READ, handle: listEvents },
  { method: 'GET', pattern: '/issues/:number/comments', need: READ, handle: listComments },
  { method: 'POST', pattern: '/issues/:number/comments', need: JOIN, handle: createComment },
  { method: 'PATCH', pattern: '/issues/comments/:id', need: JOIN, handle: updateComment },
  { method: 'DELETE', pattern: '/issues/comments/:id', need: JOIN, handle: deleteComment },
]

function issueOf({ core, repository, params }: RepositoryVisit): IssueRow {
  return issueNumbered(core, repository, Number(params.number))
}

/** Issues and pull requests together, newest first, as GitHub lists them. */
function list(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, query } = visit
  const state = query.get('state') ?? 'open'
  const labels = (query.get('labels') ?? '').split(',').filter(Boolean)
  const nameOf = (id: number): string => core.state.labels.mustGet(id).name
  const found = core.state
    .issuesOfRepository(`${repository.id}`)
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((name) => issue.labelIds.map(nameOf).includes(name)))
    .reverse()
  return paged(visit, found, (issue) => presentIssue(core, issue))
}

const LABEL_NAMES = z.array(
  z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]),
)
const CREATE = z.object({
  title: z.string(),
  body: z.string().nullable().optional(),
  labels: LABEL_NAMES.optional(),
  assignees: z.array(z.string()).optional(),
})

async function create({ core, fullName, actor, at, body }: RepositoryVisit): Promise<Answer> {
  const { body: text, labels, assignees, title } = parseBody(CREATE, body)
  const person = accountOf(actor).login
  const lists = { labels: labels ?? [], assignees: assignees ?? [] }
  const input = { repository: fullName, title, body: text ?? null, ...lists, person, at }
  const issue = await openIssue(core, input)
  return created(presentIssue(core, issue))
}

function get(visit: RepositoryVisit): Answer {
  return ok(presentIssue(visit.core, issueOf(visit)))
}

const UPDATE = CREATE.partial().extend({ state: z.enum(['open', 'closed']).optional() })

async function update(visit: RepositoryVisit): Promise<Answer> {
  const { core } = visit
  const { labels, state, title, body, assignees } = parseBody(UPDATE, visit.body)
  const step = stepOf(visit)
  const isPull = issueOf(visit).pullId !== null
  if (labels !== undefined) await setLabels(core, { ...step, labels })
  if (isPull && state === 'closed') await closePull(core, step)
  if (isPull && state === 'open') await reopenPull(core, step)
  const issue = await editIssue(core, {
    ...step,
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(assignees === undefined ? {} : { assignees }),
    ...(state === undefined || isPull ? {} : { state }),
  })
  return ok(presentIssue(core, issue))
}

function presentLabels(visit: RepositoryVisit, issue: IssueRow): Promise<Answer> {
  const { core } = visit
  return paged(visit, issue.labelIds, (id) => presentLabel(core, core.state.labels.mustGet(id)))
}

function listLabels(visit: RepositoryVisit): Promise<Answer> {
  return presentLabels(visit, issueOf(visit))
}

const LABELS = z.union([LABEL_NAMES, z.object({ labels: LABEL_NAMES }).transform(({ labels }) => labels)])

function namesOf({ core }: RepositoryVisit, issue: IssueRow): string[] {
  return issue.labelIds.map((id) => core.state.labels.mustGet(id).name)
}

async function addLabels(visit: RepositoryVisit): Promise<Answer> {
  const labels = [...namesOf(visit, issueOf(visit)), ...parseBody(LABELS, visit.body)]
  return presentLabels(visit, await setLabels(visit.core, { ...stepOf(visit), labels }))
}

async function replaceLabels(visit: RepositoryVisit): Promise<Answer> {
  issueOf(visit)
  const labels = parseBody(LABELS, visit.body)
  return presentLabels(visit, await setLabels(visit.core, { ...stepOf(visit), labels }))
}

async function removeLabel(visit: RepositoryVisit): Promise<Answer> {
  const before = namesOf(visit, issueOf(visit))
  const gone = visit.params.name?.toLowerCase()
  const labels = before.filter((name) => name.toLowerCase() !== gone)
  if (labels.length === before.length) throw new Refusal(404, 'Label does not exist')
  return presentLabels(visit, await setLabels(visit.core, { ...stepOf(visit), labels }))
}

function listEvents(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const { pullId } = issueOf(visit)
  const events = pullId === null ? [] : pullEvents(core, repository, core.state.pulls.mustGet(pullId))
  return paged(visit, events, (event) => event)
}

function listComments(visit: RepositoryVisit): Promise<Answer> {
  const comments = visit.core.state.commentsOfIssue(`${issueOf(visit).id}`)
  return paged(visit, comments, (comment) => presentComment(visit.core, comment))
}

function createComment(visit: RepositoryVisit): Answer {
  const { body } = parseBody(z.object({ body: z.string() }), visit.body)
  if (body.trim() === '') throw new Refusal(422, 'Validation Failed', ["Body can't be blank"])
  return created(presentComment(visit.core, addComment(visit.core, { ...stepOf(visit), body })))
}

/** Only whoever wrote a comment changes it. */
function ownComment({ core, repository, actor, params }: RepositoryVisit) {
  const comment = core.state.comments.get(Number(params.id))
  if (comment === undefined || core.state.issues.mustGet(comment.issueId).repositoryId !== repository.id) {
    throw notFound()
  }
  if (comment.authorId !== accountOf(actor).id)
    throw new Refusal(403, 'Must have admin rights to Repository.')
  return comment
}

function updateComment(visit: RepositoryVisit): Answer {
  const { body } = parseBody(z.object({ body: z.string() }), visit.body)
  const updatedAt = `${visit.at.toISOString().slice(0, 19)}Z`
  const comment = visit.core.state.comments.patch(ownComment(visit).id, { body, updatedAt })
  visit.core.state.save()
  return ok(presentComment(visit.core, comment))
}

function deleteComment(visit: RepositoryVisit): Answer {
  visit.core.state.comments.delete(ownComment(visit).id)
  visit.core.state.save()
  return NO_CONTENT
}
