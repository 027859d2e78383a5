import { roleOn } from '@/forge/access/role-on'
import type { Core } from '@/forge/core'
import type { AccountRow, RepositoryRow } from '@/forge/state/records'
import type { Schema } from './schema'

/** How an account stands to a repository, in GitHub's words. */
export function associationOf(
  core: Core,
  repository: RepositoryRow,
  account: AccountRow,
): Schema<'author-association'> {
  if (repository.ownerId === account.id) return 'OWNER'
  const inTeam = core.state.teams
    .all()
    .some((team) => team.organisationId === repository.ownerId && team.memberIds.includes(account.id))
  if (inTeam) return 'MEMBER'
  return roleOn(core, repository, account) === 'none' ? 'NONE' : 'COLLABORATOR'
}
