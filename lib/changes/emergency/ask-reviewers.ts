import type { GitHubClient } from '@/lib/git/github-client'
import { statusOf } from '../forge-status'

interface ReviewersToAsk {
  readonly owner: string
  readonly repo: string
  readonly pull: number
  /** As in `.lockstep.yaml`: `@user` or `@organisation/team`. */
  readonly reviewers: readonly string[]
  /** Login of who drafted it: GitHub asks nobody to review their own. */
  readonly drafter: string
}

/**
 * Requests each reviewer of emergencies, one by one, so that one whom GitHub refuses keeps no other from being asked. Returns those it
 * refused. Asking somebody again changes nothing. Throws Octokit's other errors.
 */
export async function askReviewers(client: GitHubClient, ask: ReviewersToAsk): Promise<string[]> {
  const { owner, repo, pull, reviewers, drafter } = ask
  const refused: string[] = []
  for (const reviewer of reviewers) {
    const [name = '', team] = reviewer.replace(/^@/, '').split('/')
    if (team === undefined && name.toLowerCase() === drafter.toLowerCase()) continue
    const who = team === undefined ? { reviewers: [name] } : { team_reviewers: [team] }
    try {
      await client.rest.pulls.requestReviewers({ owner, repo, pull_number: pull, ...who })
    } catch (error) {
      if (statusOf(error) !== 422) throw error
      refused.push(reviewer)
    }
  }
  return refused
}
