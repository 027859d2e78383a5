import type { Core } from '@/forge/core'
import type { AccountRow, RepositoryRow, TeamRow } from '@/forge/state/records'
import {
  CODEOWNERS_LOCATIONS,
  CODEOWNERS_MAX_BYTES,
  ownersOf,
  parseCodeowners,
  type Codeowners,
} from '@/lib/repository/codeowners'
import { roleAtLeast } from '@/forge/state/role'
import { roleOn, teamRoleOn } from './role-on'

/** Somebody who can be asked for a review. */
export type Reviewer =
  | { readonly kind: 'user'; readonly account: AccountRow }
  | { readonly kind: 'team'; readonly team: TeamRow }

/** An owners file, and where it was found. */
export interface FoundCodeowners {
  readonly codeowners: Codeowners
  readonly path: string
  readonly text: string
}

/** The CODEOWNERS file in force at a commit, and where it was found; `null` when there is none. */
export async function codeownersAt(
  core: Core,
  repository: RepositoryRow,
  commit: string,
): Promise<FoundCodeowners | null> {
  for (const path of CODEOWNERS_LOCATIONS) {
    const data = await core.git(repository.id).fileAt(commit, path)
    if (data === null) continue
    if (data.length >= CODEOWNERS_MAX_BYTES) return null
    const text = data.toString('utf8')
    return { codeowners: parseCodeowners(text, path), path, text }
  }
  return null
}

/**
 * For each path with owners: the alternatives, of which one approval is enough. An owner that does not exist or
 * may not write counts for nothing, and a path left without owners asks nobody.
 */
export async function ownersByPath(
  core: Core,
  repository: RepositoryRow,
  baseCommit: string,
  paths: readonly string[],
): Promise<Map<string, Reviewer[]>> {
  const found = await codeownersAt(core, repository, baseCommit)
  const result = new Map<string, Reviewer[]>()
  if (found === null) return result
  for (const path of paths) {
    const names = ownersOf(found.codeowners, path)?.owners ?? []
    const owners = names.flatMap((name) => resolveOwner(core, repository, name) ?? [])
    if (owners.length > 0) result.set(path, owners)
  }
  return result
}

/** `@login`, `@organisation/team` or an e-mail address, when it may write. */
export function resolveOwner(core: Core, repository: RepositoryRow, name: string): Reviewer | null {
  const team = /^@([^/]+)\/(.+)$/.exec(name)
  if (team !== null) return resolveTeam(core, repository, team[1] ?? '', team[2] ?? '')
  const account = name.startsWith('@')
    ? core.state.accountsByLogin(name.slice(1).toLowerCase())[0]
    : core.state.accounts.all().find(({ email }) => email.toLowerCase() === name.toLowerCase())
  if (account === undefined || !roleAtLeast(roleOn(core, repository, account), 'write')) return null
  return { kind: 'user', account }
}

function resolveTeam(
  core: Core,
  repository: RepositoryRow,
  organisation: string,
  slug: string,
): Reviewer | null {
  const [owner] = core.state.accountsByLogin(organisation.toLowerCase())
  const team = core.state.teams
    .all()
    .find((row) => row.organisationId === owner?.id && row.slug === slug.toLowerCase())
  if (team === undefined || !roleAtLeast(teamRoleOn(repository, team), 'write')) return null
  return { kind: 'team', team }
}

/** Whether an approval of this account counts for this owner. */
export function speaksFor(reviewer: Reviewer, accountId: number): boolean {
  return reviewer.kind === 'user'
    ? reviewer.account.id === accountId
    : reviewer.team.memberIds.includes(accountId)
}

export function reviewerName(core: Core, reviewer: Reviewer): string {
  if (reviewer.kind === 'user') return reviewer.account.login
  return `${core.state.accounts.mustGet(reviewer.team.organisationId).login}/${reviewer.team.slug}`
}
