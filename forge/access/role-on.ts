import type { Core } from '@/forge/core'
import type { AccountRow, RepositoryRow, TeamRow } from '@/forge/state/records'
import { ROLES, roleAtLeast, type Role } from '@/forge/state/role'

/** The highest role an account has on a repository: as its owner, directly, or through a team. */
export function roleOn(core: Core, repository: RepositoryRow, account: AccountRow): Role {
  if (repository.ownerId === account.id) return 'admin'
  const direct = repository.collaborators.filter(({ accountId }) => accountId === account.id)
  const throughTeams = repository.teams.filter(({ teamId }) =>
    core.state.teams.get(teamId)?.memberIds.includes(account.id),
  )
  return highest([...direct, ...throughTeams].map(({ role }) => role))
}

export function teamRoleOn(repository: RepositoryRow, team: TeamRow): Role {
  return highest(repository.teams.filter(({ teamId }) => teamId === team.id).map(({ role }) => role))
}

/** Whether an account may look: by role, or because the repository is public. */
export function maySee(core: Core, repository: RepositoryRow, account: AccountRow | null): boolean {
  if (!repository.private) return true
  return account !== null && roleAtLeast(roleOn(core, repository, account), 'read')
}

/** Everybody with a role of their own or through a team. */
export function peopleOf(
  core: Core,
  repository: RepositoryRow,
): { readonly account: AccountRow; readonly role: Role }[] {
  const ids = new Set([
    repository.ownerId,
    ...repository.collaborators.map(({ accountId }) => accountId),
    ...repository.teams.flatMap(({ teamId }) => core.state.teams.get(teamId)?.memberIds ?? []),
  ])
  return [...ids]
    .flatMap((id) => core.state.accounts.get(id) ?? [])
    .filter((account) => account.type === 'User')
    .map((account) => ({ account, role: roleOn(core, repository, account) }))
    .filter(({ role }) => role !== 'none')
}

function highest(roles: readonly Role[]): Role {
  return roles.reduce((best, role) => (ROLES.indexOf(role) > ROLES.indexOf(best) ? role : best), 'none')
}
