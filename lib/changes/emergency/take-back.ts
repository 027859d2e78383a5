import type { GitHubClient } from '@/lib/git/github-client'
import { statusOf } from '../forge-status'
import type { AgreementPrediction } from '../predict-agreement'
import { askFollowUp, EMERGENCY_LABEL, FOLLOW_UP_LABEL } from './follow-up'

/** A pull request that a try opened as an emergency. */
export interface EmergencyToTakeBack {
  readonly owner: string
  readonly repo: string
  readonly pull: number
  /** Whom the try asked, as in `.lockstep.yaml`. */
  readonly reviewers: readonly string[]
  /** Who must agree to it the normal way as well. */
  readonly agreement: AgreementPrediction
}

/**
 * Makes a pull request that a try opened as an emergency one that goes the normal way: without the label, without those who were asked for
 * the emergency alone, and with nothing owed. Safe to repeat. Throws Octokit's errors.
 */
export async function takeBackEmergency(client: GitHubClient, taken: EmergencyToTakeBack): Promise<void> {
  const { owner, repo, pull } = taken
  const { issues, pulls } = client.rest
  const removeLabel = (issue_number: number, name: string) =>
    issues.removeLabel({ owner, repo, issue_number, name }).catch(unlessGone)
  await removeLabel(pull, EMERGENCY_LABEL)
  const only = onlyForEmergency(taken)
  const { data: asked } = await pulls.listRequestedReviewers({ owner, repo, pull_number: pull })
  const reviewers = asked.users
    .map(({ login }) => login)
    .filter((login) => only.has(`@${login.toLowerCase()}`))
  const team_reviewers = asked.teams
    .map(({ slug }) => slug)
    .filter((slug) => only.has(`@${owner}/${slug}`.toLowerCase()))
  if (reviewers.length + team_reviewers.length > 0)
    await pulls.removeRequestedReviewers({ owner, repo, pull_number: pull, reviewers, team_reviewers })
  const followUp = await askFollowUp(client, { owner, repo }, pull)
  if (followUp === null) return
  const issue_number = followUp.number
  if (!followUp.done)
    await issues.update({ owner, repo, issue_number, state: 'closed', state_reason: 'not_planned' })
  // Without its label it is the follow-up of nothing: if it becomes an emergency after all, that gets one of its own.
  await removeLabel(issue_number, FOLLOW_UP_LABEL)
}

/** Names as `@name`, in lower case. Who owns a file or is required by a ruleset stays asked. */
function onlyForEmergency({ reviewers, agreement }: EmergencyToTakeBack): Set<string> {
  const names = [
    ...agreement.owners.flatMap(({ owners }) => owners),
    ...agreement.required.map(({ team }) => `@${team.name ?? ''}`),
  ]
  const stays = new Set(names.map((name) => name.toLowerCase()))
  return new Set(reviewers.map((name) => name.toLowerCase()).filter((name) => !stays.has(name)))
}

function unlessGone(error: unknown): void {
  if (statusOf(error) !== 404) throw error
}
