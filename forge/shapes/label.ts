import type { Core } from '@/forge/core'
import type { LabelRow } from '@/forge/state/records'
import { nodeId, repositoryApiUrl } from './urls'

export function presentLabel(core: Core, label: LabelRow) {
  const repository = core.state.repositories.mustGet(label.repositoryId)
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${repositoryApiUrl(core, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.colour,
    default: false,
    description: label.description ?? '',
  }
}
