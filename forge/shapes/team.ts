import type { Role } from '@/forge/state/role'
import { teamRoleOn } from '@/forge/access/role-on'
import type { Core } from '@/forge/core'
import type { RepositoryRow, TeamRow } from '@/forge/state/records'
import { presentOrganisation } from './account'
import { presentPermissions } from './permissions'
import type { Schema } from './schema'
import { apiUrl, nodeId } from './urls'

function common(core: Core, team: TeamRow) {
  const organisation = core.state.accounts.mustGet(team.organisationId)
  const url = `${apiUrl(core)}/orgs/${organisation.login}/teams/${team.slug}`
  return {
    id: team.id,
    node_id: nodeId('Team', team.id),
    url,
    html_url: `${core.origin.url}/orgs/${organisation.login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: 'closed' as const,
    notification_setting: 'notifications_enabled' as const,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
    type: 'organization' as const,
    organization_id: organisation.id,
  }
}

/** A team; with a repository, its role there. */
export function presentTeam(core: Core, team: TeamRow, repository?: RepositoryRow): Schema<'team'> {
  const role: Role = repository === undefined ? 'read' : teamRoleOn(repository, team)
  return {
    ...common(core, team),
    permission: LEGACY[role],
    ...(repository === undefined ? {} : { permissions: presentPermissions(role) }),
  }
}

export function presentTeamFull(core: Core, team: TeamRow): Schema<'team-full'> {
  return {
    ...common(core, team),
    permission: 'pull',
    members_count: team.memberIds.length,
    repos_count: core.state.repositories.all().filter((row) => teamRoleOn(row, team) !== 'none').length,
    created_at: team.createdAt,
    updated_at: team.createdAt,
    organization: presentOrganisation(core, core.state.accounts.mustGet(team.organisationId)),
  }
}

/** Teams still answer with the old names of roles. */
const LEGACY: Record<Role, string> = {
  none: 'pull',
  read: 'pull',
  triage: 'triage',
  write: 'push',
  maintain: 'maintain',
  admin: 'admin',
}
