import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { accountNamed } from '@/forge/access/find'
import { isRole, type Role } from '@/forge/state/role'
import { peopleOf, roleOn } from '@/forge/access/role-on'
import { NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import { READ_METADATA, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { setRole } from '@/forge/operations/repositories'
import { invalidField, notFound, Refusal } from '@/forge/refusal'
import { presentUser } from '@/forge/shapes/account'
import { legacyPermission, presentPermissions } from '@/forge/shapes/permissions'
import { refusalFor } from '@/forge/access/actor'

const WRITE = { role: 'admin', permission: ['administration', 'write'] } as const

export const COLLABORATOR_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/collaborators', need: READ_METADATA, handle: listCollaborators },
  { method: 'GET', pattern: '/collaborators/:login', need: READ_METADATA, handle: checkCollaborator },
  { method: 'PUT', pattern: '/collaborators/:login', need: WRITE, handle: addCollaborator },
  { method: 'DELETE', pattern: '/collaborators/:login', need: WRITE, handle: removeCollaborator },
  { method: 'GET', pattern: '/collaborators/:login/permission', need: READ_METADATA, handle: getPermission },
]

/** GitHub shows roles only to those who may push. */
function mustPush({ core, actor, repository }: RepositoryVisit, what: string): void {
  if (refusalFor(core, actor, repository, { role: 'write', permission: ['metadata', 'read'] }) === null)
    return
  throw new Refusal(403, `Must have push access to view ${what}.`)
}

function listCollaborators(visit: RepositoryVisit): Promise<Answer> {
  mustPush(visit, 'repository collaborators')
  const { core, repository } = visit
  return paged(visit, peopleOf(core, repository), ({ account, role }) => ({
    ...presentUser(core, account),
    permissions: presentPermissions(role),
    role_name: role,
  }))
}

function checkCollaborator(visit: RepositoryVisit): Answer {
  mustPush(visit, 'repository collaborators')
  const account = accountNamed(visit.core, visit.params.login ?? '')
  if (roleOn(visit.core, visit.repository, account) === 'none') throw notFound()
  return NO_CONTENT
}

function getPermission(visit: RepositoryVisit): Answer {
  mustPush(visit, 'collaborator permission')
  const { core, repository, params } = visit
  const account = accountNamed(core, params.login ?? '')
  const own = roleOn(core, repository, account)
  const role: Role = own === 'none' && !repository.private ? 'read' : own
  return ok({
    permission: legacyPermission(role),
    role_name: role,
    user: { ...presentUser(core, account), permissions: presentPermissions(role), role_name: role },
  })
}

const ROLE_NAMES: Record<string, Role> = { pull: 'read', push: 'write' }

async function addCollaborator(visit: RepositoryVisit): Promise<Answer> {
  const { permission = 'push' } = parseBody(z.object({ permission: z.string().optional() }), visit.body)
  const role = ROLE_NAMES[permission] ?? permission
  if (!isRole(role) || role === 'none') throw invalidField('Repository', 'permission', 'invalid')
  return changeRole(visit, role)
}

function removeCollaborator(visit: RepositoryVisit): Promise<Answer> {
  return changeRole(visit, 'none')
}

async function changeRole(
  { core, fullName, params, actor, at }: RepositoryVisit,
  role: Role,
): Promise<Answer> {
  const by = accountOf(actor).login
  await setRole(core, { repository: fullName, to: params.login ?? '', role, by, at })
  return NO_CONTENT
}
