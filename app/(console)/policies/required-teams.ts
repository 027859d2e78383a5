import { nameTeams } from '@/components/change/name-teams'
import { predictRequired, readRequired } from '@/lib/changes/rulesets/required-reviewers'
import type { Context } from '@/lib/context'

/** The teams that rulesets require for a change to a path now, beside its owners, as they were last seen. */
export async function requiredTeams(ctx: Context, branch: string): Promise<(path: string) => string[]> {
  const rules = (await readRequired(ctx, branch)) ?? []
  return (path) => nameTeams(predictRequired(rules, [path]))
}
