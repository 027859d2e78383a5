import { accountOf } from '@/forge/access/actor'
import { accountNamed, teamNamed } from '@/forge/access/find'
import { NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import type { Route, Visit } from '@/forge/http/route'
import { membersOf } from '@/forge/operations/accounts'
import { notFound } from '@/forge/refusal'
import { presentOrganisation, presentUser } from '@/forge/shapes/account'
import { presentTeam, presentTeamFull } from '@/forge/shapes/team'
import { apiUrl } from '@/forge/shapes/urls'
import type { AccountRow, TeamRow } from '@/forge/state/records'

export const ORGANISATION_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/orgs/:org', handle: getOrganisation },
  { method: 'GET', pattern: '/orgs/:org/members', handle: listMembers },
  { method: 'GET', pattern: '/orgs/:org/members/:login', handle: checkMember },
  { method: 'GET', pattern: '/orgs/:org/teams', handle: listTeams },
  { method: 'GET', pattern: '/orgs/:org/teams/:slug', handle: getTeam },
  { method: 'GET', pattern: '/orgs/:org/teams/:slug/members', handle: listTeamMembers },
  { method: 'GET', pattern: '/orgs/:org/teams/:slug/memberships/:login', handle: getMembership },
]

function organisationOf({ core, params }: Visit): AccountRow {
  const account = accountNamed(core, params.org ?? '')
  if (account.type !== 'Organization') throw notFound()
  return account
}

/** Teams and members are for members of the organisation and for apps installed there; to others they do not exist. */
function insideOf(visit: Visit): AccountRow {
  const { core, actor } = visit
  const organisation = organisationOf(visit)
  const account = accountOf(actor)
  const inside =
    actor.kind === 'installation'
      ? actor.installation.accountId === organisation.id && actor.app.permissions.members !== undefined
      : membersOf(core, organisation).some(({ id }) => id === account.id)
  if (!inside) throw notFound()
  return organisation
}

function teamOf(visit: Visit): TeamRow {
  return teamNamed(visit.core, insideOf(visit).login, visit.params.slug ?? '')
}

function getOrganisation(visit: Visit): Answer {
  return ok(presentOrganisation(visit.core, organisationOf(visit)))
}

function listMembers(visit: Visit): Promise<Answer> {
  const members = membersOf(visit.core, insideOf(visit))
  return paged(visit, members, (account) => presentUser(visit.core, account))
}

function checkMember(visit: Visit): Answer {
  const login = visit.params.login?.toLowerCase()
  const members = membersOf(visit.core, insideOf(visit))
  if (!members.some((account) => account.login.toLowerCase() === login)) throw notFound()
  return NO_CONTENT
}

function listTeams(visit: Visit): Promise<Answer> {
  const organisation = insideOf(visit)
  const teams = visit.core.state.teams.all().filter((team) => team.organisationId === organisation.id)
  return paged(visit, teams, (team) => presentTeam(visit.core, team))
}

function getTeam(visit: Visit): Answer {
  return ok(presentTeamFull(visit.core, teamOf(visit)))
}

function listTeamMembers(visit: Visit): Promise<Answer> {
  const members = teamOf(visit).memberIds.map((id) => visit.core.state.accounts.mustGet(id))
  return paged(visit, members, (account) => presentUser(visit.core, account))
}

function getMembership(visit: Visit): Answer {
  const { core, params } = visit
  const team = teamOf(visit)
  const account = accountNamed(core, params.login ?? '')
  if (!team.memberIds.includes(account.id)) throw notFound()
  const url = `${apiUrl(core)}/orgs/${params.org}/teams/${team.slug}/memberships/${account.login}`
  return ok({ url, role: 'member', state: 'active' })
}
