import type { GitHubClient } from '@/lib/git/github-client'
import { type Codeowners, isAddress, ownersOf } from '@/lib/repository/codeowners'
import { isHidden, statusOf } from './forge-status'
import type { ApprovedAs } from './review-state'

/** Each costs a call; what is beyond is not asked. */
const MOST_ASKED = 60

interface ApprovedPull {
  readonly paths: readonly string[]
  readonly logins: readonly string[]
}

/**
 * As which owner each approver counts for each path: by login, or as a member of a team that the winning line of CODEOWNERS names. Null
 * when it cannot be known: the app may not see the teams, or there are too many to ask. Of whom e-mail addresses are is left out: whoever
 * reads it knows by the owners that it is not known.
 */
export async function matchApprovers(
  client: GitHubClient,
  codeowners: Codeowners,
  { paths, logins }: ApprovedPull,
): Promise<ApprovedAs[] | null> {
  const members = new Map<string, boolean | null>()
  const matched: ApprovedAs[] = []
  for (const path of paths) {
    const owned = ownersOf(codeowners, path)
    for (const login of logins) {
      const own: ApprovedAs[] = []
      let isUnknown = false
      for (const owner of owned?.owners ?? []) {
        if (isAddress(owner)) continue
        const key = `${owner} ${login}`.toLowerCase()
        if (!members.has(key) && members.size < MOST_ASKED)
          members.set(key, await standsFor(client, owner, login))
        const known = members.get(key) ?? null
        isUnknown ||= known === null
        if (known === true) own.push({ login, path, owner, line: owned?.line ?? 0 })
      }
      // One owner that they surely are is enough to count.
      if (isUnknown && own.length === 0) return null
      matched.push(...own)
    }
  }
  return matched
}

/** Whether a login is an owner with `@` or in it; null when the forge does not tell. */
export async function standsFor(client: GitHubClient, owner: string, login: string): Promise<boolean | null> {
  const [org = '', team] = owner.replace(/^@/, '').split('/')
  if (team === undefined) return org.toLowerCase() === login.toLowerCase()
  try {
    const { data } = await client.rest.teams.getMembershipForUserInOrg({
      org,
      team_slug: team,
      username: login,
    })
    return data.state === 'active'
  } catch (error) {
    if (!isHidden(error)) throw error
    // GitHub says 404 for who is no member and for a team that we may not see.
    return statusOf(error) === 404 && (await seesTeam(client, org, team)) ? false : null
  }
}

async function seesTeam(client: GitHubClient, org: string, team: string): Promise<boolean> {
  try {
    await client.rest.teams.getByName({ org, team_slug: team })
    return true
  } catch (error) {
    if (isHidden(error)) return false
    throw error
  }
}
