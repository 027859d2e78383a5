import type { GitHubClient } from './github-client'

/** A status as Lockstep sets it; `link` is a page of ours, by which we know our own. */
export interface CommitStatus {
  /** 40 hex. */
  readonly sha: string
  readonly context: string
  readonly state: 'success' | 'failure' | 'error' | 'pending'
  /** At most 140 characters, as GitHub takes them. */
  readonly description: string
  readonly link: string
}

/** What stands under each name on each commit as this process set or saw it last; losing it costs one question for each. */
export type SettledStatuses = Map<string, string>

const MOST_SETTLED = 10_000

/**
 * Sets a status unless it stands there already, or somebody else set one under this name; returns whether it was set. The forge is asked
 * only when the status differs from the last one of `settled`, so that one that comes back after another is set again. `stands`: it was
 * there at the last look of whoever calls, which counts while this process knows nothing newer. Throws Octokit's errors.
 */
export async function setCommitStatus(
  client: GitHubClient,
  repository: { readonly owner: string; readonly name: string },
  status: CommitStatus,
  settled: SettledStatuses,
  stands = false,
): Promise<boolean> {
  const { sha, context, state, description, link } = status
  const key = JSON.stringify([repository.owner, repository.name, sha, context])
  const value = JSON.stringify([state, description, link])
  const known = settled.get(key)
  if (known === value || (known === undefined && stands)) return false
  const target = { owner: repository.owner, repo: repository.name }
  const there = await askStatus(client, target, sha, context)
  const isTheirs = there !== null && there.url !== link
  const isSame = there?.state === state && there.description === description
  const isSet = !isTheirs && !isSame
  if (isSet)
    await client.rest.repos.createCommitStatus({
      ...target,
      sha,
      state,
      description,
      context,
      target_url: link,
    })
  if (settled.size >= MOST_SETTLED) settled.clear()
  settled.set(key, value)
  return isSet
}

/** Which statuses stand pending on a commit, with the page that each leads to, by their names. Throws Octokit's errors. */
export async function askPending(
  client: GitHubClient,
  repository: { readonly owner: string; readonly name: string },
  sha: string,
): Promise<Map<string, string | null>> {
  const target = { owner: repository.owner, repo: repository.name, ref: sha }
  const { data } = await client.rest.repos.getCombinedStatusForRef({ ...target, per_page: 100 })
  const pending = data.statuses.filter(({ state }) => state === 'pending')
  return new Map(pending.map(({ context, target_url: link }) => [context, link]))
}

async function askStatus(
  client: GitHubClient,
  target: { readonly owner: string; readonly repo: string },
  ref: string,
  context: string,
): Promise<{ state: string; description: string | null; url: string | null } | null> {
  const runs = await client.rest.checks.listForRef({ ...target, ref, check_name: context, per_page: 1 })
  const [run] = runs.data.check_runs
  // A check run is never ours.
  if (run !== undefined) return { state: run.status, description: null, url: run.html_url }
  const { data } = await client.rest.repos.getCombinedStatusForRef({ ...target, ref, per_page: 100 })
  const status = data.statuses.find((one) => one.context === context)
  if (status === undefined) return null
  return { state: status.state, description: status.description, url: status.target_url }
}
