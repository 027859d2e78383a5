import type { Core } from '@/forge/core'
import { HOOK_EVENTS } from './hook-events'
import type { AppRow, InstallationRow } from '@/forge/state/credentials'
import { presentUser } from './account'
import type { Schema } from './schema'
import { apiUrl, nodeId } from './urls'

export function presentApp(core: Core, app: AppRow): NonNullable<Schema<'integration'>> {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    client_id: app.clientId,
    owner: presentUser(core, core.state.accounts.mustGet(app.botId)),
    name: app.name,
    description: null,
    external_url: app.url,
    html_url: `${core.origin.url}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: { ...app.permissions },
    events: [...HOOK_EVENTS],
  }
}

export function presentInstallation(core: Core, installation: InstallationRow): Schema<'installation'> {
  const app = core.state.apps.mustGet(installation.appId)
  const account = core.state.accounts.mustGet(installation.accountId)
  return {
    id: installation.id,
    account: presentUser(core, account),
    repository_selection: 'all',
    access_tokens_url: `${apiUrl(core)}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl(core)}/installation/repositories`,
    html_url: `${core.origin.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type === 'Organization' ? 'Organization' : 'User',
    permissions: { ...app.permissions },
    events: [...HOOK_EVENTS],
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  }
}
