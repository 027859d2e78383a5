import type { Core } from '@/forge/core'
import type { AccountRow } from '@/forge/state/records'
import type { Schema } from './schema'
import { apiUrl, nodeId } from './urls'

export function presentUser(core: Core, account: AccountRow): Schema<'simple-user'> {
  const url = `${apiUrl(core)}/users/${encodeURIComponent(account.login)}`
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `${core.origin.url}/_avatar/${encodeURIComponent(account.login)}.svg`,
    gravatar_id: '',
    url,
    html_url: `${core.origin.url}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  }
}

/** A profile as everybody sees it. */
export function presentProfile(core: Core, account: AccountRow): Schema<'public-user'> {
  const repositories = core.state.repositories.all().filter(({ ownerId }) => ownerId === account.id)
  return {
    ...presentUser(core, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: repositories.filter((row) => !row.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  }
}

/** What a person's own token shows about them. */
export function presentOwnProfile(core: Core, account: AccountRow): Schema<'private-user'> {
  return {
    ...presentProfile(core, account),
    email: account.email,
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  }
}

export function presentEmails(account: AccountRow): Schema<'email'>[] {
  return [{ email: account.email, primary: true, verified: true, visibility: 'private' }]
}

export function presentOrganisation(core: Core, account: AccountRow): Schema<'organization-full'> {
  const url = `${apiUrl(core)}/orgs/${account.login}`
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('Organization', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${core.origin.url}/_avatar/${account.login}.svg`,
    description: null,
    name: account.name,
    html_url: `${core.origin.url}/${account.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: account.createdAt,
    updated_at: account.createdAt,
    archived_at: null,
  }
}
