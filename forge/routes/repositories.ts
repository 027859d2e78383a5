import * as z from 'zod'
import { codeownersAt } from '@/forge/access/owners'
import { unknownOwners } from '@/forge/access/unknown-owners'
import { roleOn } from '@/forge/access/role-on'
import { stampOf } from '@/forge/core'
import { ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import { READ_CONTENTS, READ_METADATA, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { labelsOf } from '@/forge/operations/labels'
import { invalidField, notFound } from '@/forge/refusal'
import { presentLabel } from '@/forge/shapes/label'
import { presentRepository } from '@/forge/shapes/repository'
import { presentTeam } from '@/forge/shapes/team'
import { branchOrSha } from './revision'

export const REPOSITORY_ITSELF: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '', need: READ_METADATA, handle: getRepository },
  {
    method: 'PATCH',
    pattern: '',
    need: { role: 'admin', permission: ['administration', 'write'] },
    handle: updateRepository,
  },
  {
    method: 'GET',
    pattern: '/teams',
    need: { role: 'admin', permission: ['administration', 'read'] },
    handle: listTeams,
  },
  { method: 'GET', pattern: '/labels', need: READ_METADATA, handle: listLabels },
  { method: 'GET', pattern: '/codeowners/errors', need: READ_CONTENTS, handle: listCodeownersErrors },
]

function present({ core, repository, actor }: RepositoryVisit) {
  const row = core.state.repositories.mustGet(repository.id)
  if (actor.kind === 'person') return presentRepository(core, row, roleOn(core, row, actor.account))
  return presentRepository(core, row)
}

function getRepository(visit: RepositoryVisit): Answer {
  return ok(present(visit))
}

const UPDATE = z.object({
  description: z.string().nullable().optional(),
  private: z.boolean().optional(),
  default_branch: z.string().optional(),
})

async function updateRepository(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, at } = visit
  const body = parseBody(UPDATE, visit.body)
  const branch = body.default_branch
  if (branch !== undefined && (await core.git(repository.id).branch(branch)) === null) {
    throw invalidField('Repository', 'default_branch', 'invalid')
  }
  if (branch !== undefined) {
    await core.git(repository.id).run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`])
  }
  core.state.repositories.patch(repository.id, {
    description: body.description === undefined ? repository.description : body.description,
    private: body.private ?? repository.private,
    defaultBranch: branch ?? repository.defaultBranch,
    updatedAt: stampOf(at),
  })
  core.state.save()
  return ok(present(visit))
}

function listTeams(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const teams = repository.teams.flatMap(({ teamId }) => core.state.teams.get(teamId) ?? [])
  return paged(visit, teams, (team) => presentTeam(core, team, repository))
}

function listLabels(visit: RepositoryVisit): Promise<Answer> {
  return paged(visit, labelsOf(visit.core, visit.repository), (label) => presentLabel(visit.core, label))
}

/** Problems of the CODEOWNERS file at `ref` (the default branch when left out); 404 when there is no file. */
async function listCodeownersErrors({ core, repository, query }: RepositoryVisit): Promise<Answer> {
  const commit = await branchOrSha(core, repository, query.get('ref') ?? repository.defaultBranch)
  const found = commit === null ? null : await codeownersAt(core, repository, commit)
  if (found === null) throw notFound()
  const errors = [...found.codeowners.errors, ...unknownOwners(core, repository, found)]
  return ok({ errors: errors.toSorted((a, b) => a.line - b.line) })
}
