import { accountNamed, repositoryNamed, teamNamed } from '@/forge/access/find'
import type { Role } from '@/forge/state/role'
import { roleOn } from '@/forge/access/role-on'
import { stampOf, type Core } from '@/forge/core'
import { isBranchName } from '@/forge/git/ref-name'
import { invalidField, Refusal } from '@/forge/refusal'
import type { RepositoryRow } from '@/forge/state/records'
import { installApps } from './install-apps'
import { DEFAULT_LABELS } from './labels'

export interface NewRepository {
  /** Login of the account or organisation. */
  readonly owner: string
  readonly name: string
  readonly description?: string | null
  readonly private?: boolean
  readonly defaultBranch?: string
  readonly at: Date
}

/** Makes an empty bare repository. One that exists is an error (422, as on GitHub). */
export async function createRepository(core: Core, input: NewRepository): Promise<RepositoryRow> {
  const owner = accountNamed(core, input.owner)
  const branch = input.defaultBranch ?? 'main'
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(input.name) || /^\.{1,2}$/.test(input.name)) {
    throw invalidField('Repository', 'name', 'invalid')
  }
  if (!isBranchName(branch)) throw invalidField('Repository', 'default_branch', 'invalid')
  if (core.state.repositoriesByName(`${owner.id}/${input.name.toLowerCase()}`).length > 0) {
    throw new Refusal(422, 'Repository creation failed.', [
      {
        resource: 'Repository',
        code: 'custom',
        field: 'name',
        message: 'name already exists on this account',
      },
    ])
  }
  const id = core.state.nextId()
  await core.git(id).initialise(branch)
  const at = stampOf(input.at)
  const repository = core.state.repositories.put({
    id,
    ownerId: owner.id,
    name: input.name,
    description: input.description ?? null,
    private: input.private ?? true,
    defaultBranch: branch,
    lastNumber: 0,
    collaborators: [],
    teams: [],
    protections: [],
    createdAt: at,
    updatedAt: at,
    pushedAt: null,
  })
  for (const label of DEFAULT_LABELS) {
    core.state.labels.put({ id: core.state.nextId(), repositoryId: id, ...label })
  }
  installApps(core, input.at)
  core.state.save()
  return repository
}

export interface RoleGrant {
  /** `owner/name`. */
  readonly repository: string
  /** A person's login, or a team as `organisation/slug`. */
  readonly to: string
  /** `none` takes the role away. */
  readonly role: Role
  /** Who does it, for the webhook; the repository's owner when left out. */
  readonly by?: string
  readonly at: Date
}

/** Gives a person or a team a role on a repository. A person's change is announced as a `member` event. */
export async function setRole(core: Core, grant: RoleGrant): Promise<RepositoryRow> {
  const repository = repositoryNamed(core, grant.repository)
  const [organisation = '', slug] = grant.to.split('/')
  if (slug !== undefined) {
    const teamId = teamNamed(core, organisation, slug).id
    const others = repository.teams.filter((entry) => entry.teamId !== teamId)
    const teams = grant.role === 'none' ? others : [...others, { teamId, role: grant.role }]
    const changed = core.state.repositories.patch(repository.id, { teams })
    core.state.save()
    return changed
  }
  const account = accountNamed(core, grant.to)
  const before = roleOn(core, repository, account)
  const others = repository.collaborators.filter(({ accountId }) => accountId !== account.id)
  const collaborators =
    grant.role === 'none' ? others : [...others, { accountId: account.id, role: grant.role }]
  const changed = core.state.repositories.patch(repository.id, { collaborators })
  core.state.save()
  await announceMember(core, changed, grant, before)
  return changed
}

async function announceMember(
  core: Core,
  repository: RepositoryRow,
  grant: RoleGrant,
  before: Role,
): Promise<void> {
  const member = accountNamed(core, grant.to)
  const after = roleOn(core, repository, member)
  if (before === after) return
  const action = after === 'none' ? 'removed' : before === 'none' ? 'added' : 'edited'
  const sender =
    grant.by === undefined ? core.state.accounts.mustGet(repository.ownerId) : accountNamed(core, grant.by)
  const detail = async (): Promise<Record<string, unknown>> => ({
    member: { login: member.login, id: member.id, type: member.type },
    changes: { permission: { from: before, to: after } },
  })
  await core.announce({ event: 'member', action, repository, sender, at: grant.at, detail })
}
