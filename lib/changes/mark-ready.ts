import type { GitHubClient } from '@/lib/git/github-client'
import { isHidden } from './forge-status'

const MARK_READY = `mutation ($pull: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $pull }) { pullRequest { isDraft } }
}`

/**
 * Ends the draft state of a pull request, so that its owners are asked; GitHub has no REST route for it. `nodeId` is its global id. False
 * where GitHub does not let this credential do it: its page has the button. Throws Octokit's other errors.
 */
export async function markReady(client: GitHubClient, nodeId: string): Promise<boolean> {
  try {
    await client.graphql(MARK_READY, { pull: nodeId })
    return true
  } catch (error) {
    // GraphQL says no in a body of 200.
    if (isHidden(error) || (error instanceof Error && error.name === 'GraphqlResponseError')) return false
    throw error
  }
}
