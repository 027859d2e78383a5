import type { Context, PersonActor } from '@/lib/context'
import { findOwnTeams } from '@/lib/people/find-own-teams'
import type { ListedPolicy } from '@/lib/repository/list-policies'
import { isOwnedBy, teamsOf } from '@/lib/repository/owned-policies'
import type { Server } from '@/lib/server'

/** Full paths of the policies that the person owns by name or by a team; null when GitHub does not say who is in the teams. */
export async function ownPolicies(
  ctx: Context<PersonActor>,
  { app }: Pick<Server, 'app'>,
  policies: readonly ListedPolicy[],
): Promise<ReadonlySet<string> | null> {
  const { login } = ctx.actor
  const isIn = await findOwnTeams(app, { teams: teamsOf(policies), login, now: ctx.now })
  if (isIn === null) return null
  const own = policies.filter(({ owners }) => isOwnedBy(owners, login, isIn))
  return new Set(own.map(({ repositoryPath }) => repositoryPath))
}
