import type { Core } from '@/forge/core'
import type { RepositoryRow, StatusRow } from '@/forge/state/records'
import { presentUser } from './account'
import type { Schema } from './schema'
import { nodeId, repositoryApiUrl } from './urls'

export function presentStatus(core: Core, repository: RepositoryRow, status: StatusRow): Schema<'status'> {
  const creator = presentUser(core, core.state.accounts.mustGet(status.creatorId))
  return {
    url: `${repositoryApiUrl(core, repository)}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  }
}
