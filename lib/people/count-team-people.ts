import { answerWithin } from '@/lib/answer-within'
import type { GitHubApp } from '@/lib/git/github-app'
import { findTeamMembers } from './find-team-members'

/** A page waits no longer for the forge to say it. */
const MOST_WAIT_MS = 1_000

/** How many people speak for a team beside one person. */
export interface TeamPeople {
  /** As in CODEOWNERS, without `@`. */
  readonly team: string
  readonly others: number
  /** The person is in it, too. */
  readonly isIn: boolean
}

interface TeamQuestion {
  /** As in CODEOWNERS, without `@`. */
  readonly teams: readonly string[]
  readonly login: string
  readonly now: Date
}

/** Counts those of teams; without those that nobody is known to be in, and empty when the forge does not tell, or not in time. */
export async function countTeamPeople(
  app: Pick<GitHubApp, 'installationClient'>,
  { teams, login, now }: TeamQuestion,
): Promise<TeamPeople[]> {
  if (teams.length === 0) return []
  const found = await answerWithin(findTeamMembers(app, teams, now), MOST_WAIT_MS)
  if (found === null || !found.known) return []
  return [...new Set(teams)].flatMap((team) => {
    const members = found.members.get(team.toLowerCase())
    if (members === undefined || members.size === 0) return []
    const isIn = members.has(login.toLowerCase())
    return [{ team, others: members.size - (isIn ? 1 : 0), isIn }]
  })
}
