import { accountOf } from '@/forge/access/actor'
import { accountNamed } from '@/forge/access/find'
import { actorSees } from '@/forge/access/actor'
import { roleOn } from '@/forge/access/role-on'
import { ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import type { Route, Visit } from '@/forge/http/route'
import { Refusal } from '@/forge/refusal'
import { presentEmails, presentOwnProfile, presentProfile } from '@/forge/shapes/account'
import { presentInstallation } from '@/forge/shapes/app'
import { presentRepository } from '@/forge/shapes/repository'

export const USER_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/user', handle: getOwnProfile },
  { method: 'GET', pattern: '/user/emails', handle: getEmails },
  { method: 'GET', pattern: '/user/repos', handle: listRepositories },
  { method: 'GET', pattern: '/user/installations', handle: listInstallations },
  { method: 'GET', pattern: '/users/:login', handle: getProfile },
]

function getOwnProfile({ core, actor }: Visit): Answer {
  if (actor.kind === 'installation') throw new Refusal(403, 'Resource not accessible by integration')
  return ok(presentOwnProfile(core, accountOf(actor)))
}

function getEmails(visit: Visit): Promise<Answer> {
  return paged(visit, presentEmails(accountOf(visit.actor)), (email) => email)
}

function getProfile({ core, params }: Visit): Answer {
  return ok(presentProfile(core, accountNamed(core, params.login ?? '')))
}

function listRepositories(visit: Visit): Promise<Answer> {
  const { core, actor } = visit
  const account = accountOf(actor)
  const own = core.state.repositories
    .all()
    .filter((row) => actorSees(core, actor, row) && roleOn(core, row, account) !== 'none')
  return paged(visit, own, (row) => presentRepository(core, row, roleOn(core, row, account)))
}

function listInstallations({ core, actor }: Visit): Answer {
  if (actor.kind !== 'person' || actor.app === null) {
    throw new Refusal(
      403,
      'You must authenticate with an access token authorized to a GitHub App in order to list installations',
    )
  }
  const { app, account } = actor
  const installations = core.state.installations
    .all()
    .filter((row) => row.appId === app.id)
    .filter((row) =>
      core.state.repositories
        .all()
        .some(
          (repository) =>
            repository.ownerId === row.accountId && roleOn(core, repository, account) !== 'none',
        ),
    )
  return ok({
    total_count: installations.length,
    installations: installations.map((row) => presentInstallation(core, row)),
  })
}
