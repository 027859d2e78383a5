import { isDeepStrictEqual } from 'node:util'
import type { GitHubClient } from '@/lib/git/github-client'
import { standsFor } from '../match-approvers'
import type { RequiredState } from '../review-state'
import { predictRequired, type RequiredReviewer } from './required-reviewers'

interface ApprovedPull {
  readonly rules: readonly RequiredReviewer[]
  readonly paths: readonly string[]
  /** Who approved. */
  readonly logins: readonly string[]
}

/**
 * What rulesets require of a pull request, and which approvals count for it: those of members of the team. A membership costs a call, and
 * is asked about again only when `before` was about something else.
 */
export async function matchRequired(
  client: GitHubClient,
  { rules, paths, logins }: ApprovedPull,
  before: readonly RequiredState[] | null,
): Promise<RequiredState[]> {
  const required: RequiredState[] = []
  for (const rule of predictRequired(rules, paths)) {
    const wanted = { ...rule, paths: [...rule.paths], asked: [...logins] }
    const known = before?.find((one) => isDeepStrictEqual(one, { ...wanted, by: one.by }))
    required.push({
      ...wanted,
      by: known === undefined ? await membersOf(client, rule.team, logins) : known.by,
    })
  }
  return required
}

async function membersOf(
  client: GitHubClient,
  { name }: RequiredReviewer['team'],
  logins: readonly string[],
): Promise<string[] | null> {
  const members: string[] = []
  for (const login of logins) {
    const stands = name === null ? null : await standsFor(client, `@${name}`, login)
    if (stands === null) return null
    if (stands) members.push(login)
  }
  return members
}
