import type { Pull } from '@/forge/access/find'
import { ownersByPath, type Reviewer } from '@/forge/access/owners'
import { rulesetsOf } from '@/forge/access/protection'
import type { Core } from '@/forge/core'
import { changedPaths } from '@/forge/git/diff'
import { mergeBase } from '@/forge/git/history'
import { presentReviewer } from '@/forge/shapes/review'
import type { AccountRow, PullRow, RulesetRow } from '@/forge/state/records'
import { matchesFilePattern } from '@/lib/repository/file-pattern'
import { announcePull } from './announce-pull'

/**
 * Asks code owners (of the base's CODEOWNERS) and the teams of rulesets who were neither asked nor heard yet.
 * A draft asks nobody; the person who opened the pull request is never asked.
 */
export async function requestOwners(core: Core, entry: Pull, by: AccountRow, at: Date): Promise<Pull> {
  if (entry.pull.draft) return entry
  const wanted = await neededReviewers(core, entry.pull, entry.issue.authorId)
  return addReviewers(
    core,
    entry,
    wanted.filter((reviewer) => !heard(core, entry.pull, reviewer)),
    by,
    at,
  )
}

/** Puts reviewers on the list and tells apps about each new one. */
export async function addReviewers(
  core: Core,
  { pull, issue }: Pull,
  reviewers: readonly Reviewer[],
  by: AccountRow,
  at: Date,
): Promise<Pull> {
  const users = new Set(pull.requestedUserIds)
  const teams = new Set(pull.requestedTeamIds)
  const added = reviewers.filter((reviewer) => {
    const [set, id] =
      reviewer.kind === 'user' ? [users, reviewer.account.id] : ([teams, reviewer.team.id] as const)
    if (set.has(id)) return false
    set.add(id)
    return true
  })
  if (added.length === 0) return { pull, issue }
  const changed = core.state.pulls.patch(pull.id, {
    requestedUserIds: [...users],
    requestedTeamIds: [...teams],
  })
  core.state.save()
  const entry = { pull: changed, issue }
  for (const reviewer of added) {
    await announcePull(core, entry, 'review_requested', by, at, presentReviewer(core, reviewer))
  }
  return entry
}

async function neededReviewers(core: Core, pull: PullRow, authorId: number): Promise<Reviewer[]> {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const paths = await pathsOfPull(core, pull)
  const owners = await ownersByPath(core, repository, pull.baseSha, paths)
  const ruled = rulesetsOf(core, repository, pull.baseRef)
    .flatMap(({ requiredReviewers }) => requiredReviewers)
    .filter((required) => paths.some((path) => coversPath(required, path)))
    .flatMap(({ teamId }) => core.state.teams.get(teamId) ?? [])
  return [...[...owners.values()].flat(), ...ruled.map((team): Reviewer => ({ kind: 'team', team }))].filter(
    (reviewer) => reviewer.kind === 'team' || reviewer.account.id !== authorId,
  )
}

/** The paths a pull request touches, against the point where it left its base. */
export async function pathsOfPull(core: Core, pull: PullRow): Promise<string[]> {
  const git = core.git(pull.repositoryId)
  const base = await mergeBase(git, pull.baseSha, pull.headSha)
  return base === null ? [] : changedPaths(git, base, pull.headSha)
}

/** File patterns of rulesets; a requirement without any is about every file. */
export function coversPath(required: RulesetRow['requiredReviewers'][number], path: string): boolean {
  const { filePatterns } = required
  return filePatterns.length === 0 || filePatterns.some((pattern) => matchesFilePattern(pattern, path))
}

function heard(core: Core, pull: PullRow, reviewer: Reviewer): boolean {
  const authors = core.state.reviewsOfPull(`${pull.id}`).map(({ authorId }) => authorId)
  if (reviewer.kind === 'user') return authors.includes(reviewer.account.id)
  return authors.some((id) => reviewer.team.memberIds.includes(id))
}
