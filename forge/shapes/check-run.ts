import type { Core } from '@/forge/core'
import type { CheckRunRow, RepositoryRow } from '@/forge/state/records'
import { presentApp } from './app'
import type { Schema } from './schema'
import { nodeId, repositoryApiUrl, repositoryWebUrl } from './urls'

export function presentCheckRun(
  core: Core,
  repository: RepositoryRow,
  run: CheckRunRow,
): Schema<'check-run'> {
  const url = `${repositoryApiUrl(core, repository)}/check-runs/${run.id}`
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryWebUrl(core, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: null,
    app: presentApp(core, core.state.apps.mustGet(run.appId)),
    pull_requests: [],
  }
}
