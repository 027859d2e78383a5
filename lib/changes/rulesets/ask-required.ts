import * as z from 'zod'
import type { Context } from '@/lib/context'
import type { GitHubClient } from '@/lib/git/github-client'
import { isHidden } from '../forge-status'
import type { BranchRules } from './ask-protection'
import { keepRequired, readRequired, type RequiredReviewer } from './required-reviewers'

/** Octokit's types of a branch's rules do not know this parameter yet; those of rulesets do. */
const parametersSchema = z.object({
  required_reviewers: z
    .array(
      z.object({
        file_patterns: z.array(z.string()),
        minimum_approvals: z.number(),
        reviewer: z.object({ id: z.number() }),
      }),
    )
    .default([]),
})

interface RepositoryName {
  readonly owner: string
}

/**
 * Whose approvals the rulesets of a branch require, as `asked` says, and keeps it: a call only for the names of teams that were not known.
 * Answers what was last known when the app may not know (`asked` null); null when it never knew, or does not understand the answer.
 */
export async function askRequired(
  ctx: Context,
  client: GitHubClient,
  { owner }: RepositoryName,
  branch: string,
  asked: BranchRules | null,
): Promise<RequiredReviewer[] | null> {
  const known = await readRequired(ctx, branch)
  if (asked === null) return known
  const read = asked.flatMap((rule) => {
    if (rule.type !== 'pull_request') return []
    const { ruleset_id: ruleset = 0, parameters = {} } = rule
    const { data } = parametersSchema.safeParse(parameters)
    return data === undefined ? [null] : data.required_reviewers.map((one) => Object.assign({ ruleset }, one))
  })
  const found = read.filter((one) => one !== null)
  // What it requires is said in another way than is published: not known is better than wrong, and stops nothing else.
  if (found.length < read.length) return null
  const names = new Map(known?.flatMap(({ team }) => (team.name === null ? [] : [[team.id, team.name]])))
  if (found.some(({ reviewer }) => !names.has(reviewer.id)))
    for (const [id, slug] of await teamsOf(client, owner)) names.set(id, `${owner}/${slug}`)
  const rules = found.map(({ ruleset, file_patterns: patterns, minimum_approvals: minimum, reviewer }) => {
    return { ruleset, team: { id: reviewer.id, name: names.get(reviewer.id) ?? null }, patterns, minimum }
  })
  await keepRequired(ctx, branch, rules)
  return rules
}

async function teamsOf(client: GitHubClient, org: string): Promise<[number, string][]> {
  try {
    const teams = await client.paginate(client.rest.teams.list, { org, per_page: 100 })
    return teams.map(({ id, slug }) => [id, slug])
  } catch (error) {
    // An account that is no organisation has no teams, or they are not ours to see.
    if (isHidden(error)) return []
    throw error
  }
}
