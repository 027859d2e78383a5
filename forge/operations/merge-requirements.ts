import type { Pull } from '@/forge/access/find'
import { ownersByPath, reviewerName, speaksFor, type Reviewer } from '@/forge/access/owners'
import { protectionOf, rulesetsOf } from '@/forge/access/protection'
import { roleAtLeast } from '@/forge/state/role'
import { roleOn } from '@/forge/access/role-on'
import type { Core } from '@/forge/core'
import { isAncestor } from '@/forge/git/history'
import type { Protection, ReviewRow } from '@/forge/state/records'
import { checkOutcomes } from './check-outcomes'
import { coversPath, pathsOfPull } from './request-owners'

export interface Requirements {
  /** Why the rules of the base do not let it merge, in GitHub's words; empty = they do. */
  readonly missing: readonly string[]
  /** The head lacks commits of the base, and the rules want them. */
  readonly behind: boolean
}

/** The last verdict of each person who may write: the reviews that count. */
export function countingReviews(core: Core, { pull }: Pull): ReviewRow[] {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const last = new Map<number, ReviewRow>()
  for (const review of core.state.reviewsOfPull(`${pull.id}`)) {
    if (review.state === 'COMMENTED' || review.state === 'PENDING') continue
    const author = core.state.accounts.mustGet(review.authorId)
    if (author.type === 'User' && roleAtLeast(roleOn(core, repository, author), 'write')) {
      last.set(review.authorId, review)
    }
  }
  return [...last.values()].filter(({ state }) => state !== 'DISMISSED')
}

/** What branch protection and rulesets of the base still ask for. */
export async function mergeRequirements(core: Core, entry: Pull): Promise<Requirements> {
  const { pull } = entry
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const protection = protectionOf(repository, pull.baseRef)
  const reviews = countingReviews(core, entry)
  const approvers = reviews.filter(({ state }) => state === 'APPROVED').map(({ authorId }) => authorId)
  const missing = await missingRulesetReviews(core, entry, approvers)
  const rulesets = rulesetsOf(core, repository, pull.baseRef)
  if (
    protection?.requireCodeOwnerReviews === true ||
    rulesets.some(({ requireCodeOwnerReview }) => requireCodeOwnerReview === true)
  )
    missing.push(...(await missingOwners(core, entry, approvers)))
  if (protection === null) return { missing, behind: false }
  missing.push(...missingReviews(entry, protection, reviews))
  missing.push(...missingChecks(core, entry, protection))
  const git = core.git(repository.id)
  const tip = protection.strictChecks ? await git.branch(pull.baseRef) : null
  return { missing, behind: tip !== null && !(await isAncestor(git, tip, pull.headSha)) }
}

function missingReviews({ pull }: Pull, protection: Protection, reviews: readonly ReviewRow[]): string[] {
  const needed = protection.requiredApprovals
  const missing: string[] = []
  const approvals = reviews.filter(({ state }) => state === 'APPROVED')
  if (needed > 0 && reviews.some(({ state }) => state === 'CHANGES_REQUESTED')) {
    missing.push('Changes have been requested by a reviewer with write access.')
  }
  if (approvals.length < needed) {
    const verb = needed === 1 ? ' is' : 's are'
    missing.push(`At least ${needed} approving review${verb} required by reviewers with write access.`)
  }
  const fresh = approvals.some(
    ({ authorId, commitSha }) => authorId !== pull.lastPusherId && commitSha === pull.headSha,
  )
  if (protection.requireLastPushApproval && !fresh) {
    missing.push('New changes require approval from someone other than the last pusher.')
  }
  return missing
}

/** Owners of one path are alternatives; each path needs one of its own. */
async function missingOwners(core: Core, { pull }: Pull, approvers: readonly number[]): Promise<string[]> {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const owners = await ownersByPath(core, repository, pull.baseSha, await pathsOfPull(core, pull))
  const waiting = new Set<string>()
  for (const alternatives of owners.values()) {
    if (alternatives.some((owner) => approvers.some((id) => speaksFor(owner, id)))) continue
    waiting.add(alternatives.map((owner: Reviewer) => reviewerName(core, owner)).join(' or '))
  }
  return [...waiting].map((names) => `Waiting on code owner review from ${names}.`)
}

async function missingRulesetReviews(
  core: Core,
  { pull }: Pull,
  approvers: readonly number[],
): Promise<string[]> {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const required = rulesetsOf(core, repository, pull.baseRef).flatMap((row) => row.requiredReviewers)
  if (required.length === 0) return []
  const paths = await pathsOfPull(core, pull)
  return required
    .filter((one) => one.minimumApprovals > 0 && paths.some((path) => coversPath(one, path)))
    .flatMap((one) => {
      const team = core.state.teams.get(one.teamId)
      const given = approvers.filter((id) => team?.memberIds.includes(id)).length
      if (team === undefined || given >= one.minimumApprovals) return []
      const verb = one.minimumApprovals === 1 ? ' is' : 's are'
      const name = reviewerName(core, { kind: 'team', team })
      return [`At least ${one.minimumApprovals} approving review${verb} required by ${name}.`]
    })
}

function missingChecks(core: Core, { pull }: Pull, protection: Protection): string[] {
  const outcomes = checkOutcomes(core, pull.repositoryId, pull.headSha)
  return protection.requiredChecks.flatMap((context) => {
    const outcome = outcomes.get(context) ?? 'expected'
    if (outcome === 'success') return []
    const verb = outcome === 'failure' ? 'is failing' : `is ${outcome}`
    return [`Required status check "${context}" ${verb}.`]
  })
}
