import { answerWithin } from '@/lib/answer-within'
import type { GitHubApp } from '@/lib/git/github-app'
import { findTeamMembers } from './find-team-members'

/** A page waits no longer for the forge to say it; what comes later is there for the next page. */
const MOST_WAIT_MS = 1_000

interface OwnTeamsQuestion {
  /** As in CODEOWNERS, without `@`. */
  readonly teams: readonly string[]
  readonly login: string
  readonly now: Date
  readonly mostWaitMs?: number
}

/** Says of each of some teams whether a person is in it. Null when the forge does not tell, or not in time: then nothing must be said. */
export async function findOwnTeams(
  app: Pick<GitHubApp, 'installationClient'>,
  { teams, login, now, mostWaitMs = MOST_WAIT_MS }: OwnTeamsQuestion,
): Promise<((team: string) => boolean) | null> {
  const found = await answerWithin(findTeamMembers(app, teams, now), mostWaitMs)
  if (found === null || !found.known) return null
  const { members } = found
  return (team) => members.get(team.toLowerCase())?.has(login.toLowerCase()) === true
}
