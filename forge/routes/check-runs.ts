import * as z from 'zod'
import { created, ok, type Answer } from '@/forge/http/answer'
import { linkHeader, pageOf, slicePage } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import type { RepositoryRoute, RepositoryVisit } from '@/forge/http/route'
import { latestCheckRuns } from '@/forge/operations/check-outcomes'
import { addCheckRun, updateCheckRun } from '@/forge/operations/report-checks'
import { notFound, Refusal } from '@/forge/refusal'
import { presentCheckRun } from '@/forge/shapes/check-run'
import type { AppRow } from '@/forge/state/credentials'
import { branchOrSha } from './revision'

const READ = { role: 'read', permission: ['checks', 'read'] } as const
const WRITE = { role: 'write', permission: ['checks', 'write'] } as const

export const CHECK_RUN_ROUTES: readonly RepositoryRoute[] = [
  { method: 'POST', pattern: '/check-runs', need: WRITE, handle: create },
  { method: 'GET', pattern: '/check-runs/:id', need: READ, handle: get },
  { method: 'PATCH', pattern: '/check-runs/:id', need: WRITE, handle: update },
  { method: 'GET', pattern: '/commits/:ref/check-runs', need: READ, handle: list },
]

/** Only apps may report check runs; a person gets 403. */
function appOf({ actor }: RepositoryVisit): AppRow {
  if (actor.kind === 'installation') return actor.app
  throw new Refusal(403, 'You must authenticate via a GitHub App.')
}

const FIELDS = z.object({
  name: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z
    .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])
    .optional(),
  details_url: z.string().nullable().optional(),
  external_id: z.string().optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: z
    .object({ title: z.string().optional(), summary: z.string().optional(), text: z.string().optional() })
    .optional(),
})
const CREATE = FIELDS.extend({ name: z.string(), head_sha: z.string() })

/** The fields that a request names, under the forge's own names. */
function fieldsOf({ output, ...body }: z.infer<typeof FIELDS>) {
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.status === undefined ? {} : { status: body.status }),
    ...(body.conclusion === undefined ? {} : { conclusion: body.conclusion }),
    ...(body.details_url === undefined ? {} : { detailsUrl: body.details_url }),
    ...(body.external_id === undefined ? {} : { externalId: body.external_id }),
    ...(body.started_at === undefined ? {} : { startedAt: body.started_at }),
    ...(body.completed_at === undefined ? {} : { completedAt: body.completed_at }),
    ...(output?.title === undefined ? {} : { title: output.title }),
    ...(output?.summary === undefined ? {} : { summary: output.summary }),
    ...(output?.text === undefined ? {} : { text: output.text }),
  }
}

async function create(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, fullName, at } = visit
  const app = appOf(visit)
  const { head_sha, ...body } = parseBody(CREATE, visit.body)
  const run = await addCheckRun(core, {
    ...fieldsOf(body),
    repository: fullName,
    appId: app.id,
    name: body.name,
    headSha: head_sha,
    at,
  })
  return created(presentCheckRun(core, repository, run))
}

function runOf({ core, repository, params }: RepositoryVisit) {
  const run = core.state.checkRuns.get(Number(params.id))
  if (run === undefined || run.repositoryId !== repository.id) throw notFound()
  return run
}

function get(visit: RepositoryVisit): Answer {
  return ok(presentCheckRun(visit.core, visit.repository, runOf(visit)))
}

async function update(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, at } = visit
  const { id, appId } = runOf(visit)
  if (appId !== appOf(visit).id) throw new Refusal(403, 'Invalid app_id for check run.')
  const run = await updateCheckRun(core, { id, at, ...fieldsOf(parseBody(FIELDS, visit.body)) })
  return ok(presentCheckRun(core, repository, run))
}

async function list(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, params, query } = visit
  const sha = await branchOrSha(core, repository, params.ref ?? '')
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${params.ref}`)
  const all = query.get('filter') === 'all'
  const name = query.get('check_name')
  const status = query.get('status')
  const runs = (
    all
      ? core.state.checkRunsOfCommit(`${repository.id}@${sha}`).reverse()
      : latestCheckRuns(core, repository.id, sha)
  )
    .filter((run) => name === null || run.name === name)
    .filter((run) => status === null || run.status === status)
  const page = pageOf(query)
  const body = {
    total_count: runs.length,
    check_runs: slicePage(runs, page).map((run) => presentCheckRun(core, repository, run)),
  }
  return { status: 200, body, headers: linkHeader(visit.url, page, runs.length) }
}
