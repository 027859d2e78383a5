import { answerWithin } from '@/lib/answer-within'
import type { Context } from '@/lib/context'
import { findTeamMembers } from '@/lib/people/find-team-members'
import { listPolicies } from '@/lib/repository/list-policies'
import { ownedPolicies, teamsOf, type OwnedPolicies } from '@/lib/repository/owned-policies'
import { trackedHistory, type Server } from '@/lib/server'
import { PATIENCE_MS } from '../patience'

/** Who owns what by CODEOWNERS at the tip; null for everybody when GitHub does not say who is in the teams. */
export async function readOwnership(
  ctx: Context,
  opened: Server,
): Promise<(login: string) => OwnedPolicies | null> {
  const { mirror, app } = opened
  const history = await trackedHistory(opened)
  const position = history.index.positionOf(history.tip)
  const { policies } = await listPolicies(mirror, history.index, { commit: history.tip, position })
  const teams = await answerWithin(findTeamMembers(app, teamsOf(policies), ctx.now), PATIENCE_MS)
  if (teams === null || !teams.known) return () => null
  const { members } = teams
  return (login) =>
    ownedPolicies(
      policies,
      login,
      (team) => members.get(team.toLowerCase())?.has(login.toLowerCase()) === true,
    )
}
