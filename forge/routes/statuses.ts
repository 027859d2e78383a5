import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { created, ok, type Answer } from '@/forge/http/answer'
import { paged, pageOf, slicePage } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import type { RepositoryRoute, RepositoryVisit } from '@/forge/http/route'
import { latestStatuses } from '@/forge/operations/check-outcomes'
import { addStatus } from '@/forge/operations/report-checks'
import { Refusal } from '@/forge/refusal'
import { presentRepository } from '@/forge/shapes/repository'
import { presentStatus } from '@/forge/shapes/status'
import { repositoryApiUrl } from '@/forge/shapes/urls'
import { branchOrSha } from './revision'

const READ = { role: 'read', permission: ['statuses', 'read'] } as const
const WRITE = { role: 'write', permission: ['statuses', 'write'] } as const

export const STATUS_ROUTES: readonly RepositoryRoute[] = [
  { method: 'POST', pattern: '/statuses/:sha', need: WRITE, handle: create },
  { method: 'GET', pattern: '/commits/:ref/statuses', need: READ, handle: list },
  { method: 'GET', pattern: '/commits/:ref/status', need: READ, handle: combine },
]

const STATUS = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().optional(),
  description: z.string().max(140).nullable().optional(),
  target_url: z.string().nullable().optional(),
})

async function create({
  core,
  repository,
  fullName,
  params,
  actor,
  at,
  body,
}: RepositoryVisit): Promise<Answer> {
  const { state, context, description, target_url } = parseBody(STATUS, body)
  const status = await addStatus(core, {
    repository: fullName,
    sha: params.sha ?? '',
    state,
    context: context ?? 'default',
    description: description ?? null,
    targetUrl: target_url ?? null,
    person: accountOf(actor).login,
    at,
  })
  return created(presentStatus(core, repository, status))
}

async function shaOf({ core, repository, params }: RepositoryVisit): Promise<string> {
  const sha = await branchOrSha(core, repository, params.ref ?? '')
  if (sha === null) throw new Refusal(404, 'Not Found')
  return sha
}

async function list(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const statuses = core.state.statusesOfCommit(`${repository.id}@${await shaOf(visit)}`).reverse()
  return paged(visit, statuses, (status) => presentStatus(core, repository, status))
}

async function combine(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const sha = await shaOf(visit)
  const statuses = latestStatuses(core, repository.id, sha)
  const states = statuses.map(({ state }) => state)
  const failed = states.some((state) => state === 'failure' || state === 'error')
  const pending = states.length === 0 || states.includes('pending')
  const api = repositoryApiUrl(core, repository)
  return ok({
    state: failed ? 'failure' : pending ? 'pending' : 'success',
    statuses: slicePage(statuses, pageOf(visit.query)).map((status) => {
      const { creator: _creator, ...short } = presentStatus(core, repository, status)
      return short
    }),
    sha,
    total_count: statuses.length,
    repository: presentRepository(core, repository),
    commit_url: `${api}/commits/${sha}`,
    url: `${api}/commits/${sha}/status`,
  })
}
