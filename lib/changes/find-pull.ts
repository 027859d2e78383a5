import type { GitHubClient } from '@/lib/git/github-client'
import { labelNames } from './emergency/follow-up'

/** The pull request of a try before. */
export interface KnownPull {
  readonly number: number
  readonly state: 'open' | 'closed' | 'merged'
  /** Its page on the forge. */
  readonly url: string
  readonly body: string
  /** Its last head. */
  readonly head: string
  readonly labels: readonly string[]
  readonly isDraft: boolean
  /** Its id in GraphQL. */
  readonly nodeId: string
}

/** The newest pull request from a branch of the repository itself, whatever became of it. Throws Octokit's errors. */
export async function findPull(
  client: GitHubClient,
  { owner, repo, branch }: { readonly owner: string; readonly repo: string; readonly branch: string },
): Promise<KnownPull | null> {
  const head = `${owner}:${branch}`
  const { data } = await client.rest.pulls.list({ owner, repo, head, state: 'all', per_page: 1 })
  const [pull] = data
  if (pull === undefined) return null
  return {
    number: pull.number,
    state: pull.state === 'open' ? 'open' : pull.merged_at === null ? 'closed' : 'merged',
    url: pull.html_url,
    body: pull.body ?? '',
    head: pull.head.sha,
    labels: labelNames(pull.labels),
    isDraft: pull.draft ?? false,
    nodeId: pull.node_id,
  }
}
