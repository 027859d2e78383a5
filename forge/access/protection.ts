import type { Core } from '@/forge/core'
import type { AccountRow, Protection, RepositoryRow, RulesetRow } from '@/forge/state/records'
import { brokenFileRule, fileRulesOf, matchesPattern, type FileRule, type PushedFile } from './file-rules'
import { roleOn } from './role-on'

/** The protection in force on a branch: an exact name before a pattern. */
export function protectionOf(repository: RepositoryRow, branch: string): Protection | null {
  const exact = repository.protections.find(({ pattern }) => pattern === branch)
  return exact ?? repository.protections.find(({ pattern }) => matchesPattern(pattern, branch)) ?? null
}

export function rulesetsOf(core: Core, repository: RepositoryRow, branch: string): RulesetRow[] {
  return core.state.rulesets
    .all()
    .filter((row) => row.repositoryId === repository.id && row.active)
    .filter((row) =>
      row.branches.some((name) => {
        if (name === '~ALL') return true
        if (name === '~DEFAULT_BRANCH') return branch === repository.defaultBranch
        return matchesPattern(name, branch)
      }),
    )
}

/** Whether a ruleset lets a branch move by pull requests only; others keep something from being pushed. */
export function asksForPulls({ requireCodeOwnerReview, requiredReviewers }: RulesetRow): boolean {
  return requireCodeOwnerReview === true || requiredReviewers.length > 0
}

/** The rules that hold for pushes of an account to a branch: none for administrators. */
export function pushRulesOf(
  core: Core,
  repository: RepositoryRow,
  account: AccountRow,
  branch: string,
): { readonly restrictsCreations: boolean; readonly fileRules: readonly FileRule[] } {
  const isAdmin = roleOn(core, repository, account) === 'admin'
  const rulesets = isAdmin ? [] : rulesetsOf(core, repository, branch)
  return {
    restrictsCreations: rulesets.some(({ restrictCreations }) => restrictCreations === true),
    fileRules: rulesets.flatMap(fileRulesOf),
  }
}

/**
 * Why rulesets keep an account from moving a branch to a commit that changes these files; `null` when they do not. In GitHub's layout: the
 * rule stands below a heading.
 */
export function rulesetRefusal(
  core: Core,
  repository: RepositoryRow,
  account: AccountRow,
  move: { readonly branch: string; readonly isNew: boolean; readonly files: readonly PushedFile[] },
): string | null {
  const { restrictsCreations, fileRules } = pushRulesOf(core, repository, account, move.branch)
  if (restrictsCreations && move.isNew) return violation(CREATION_RESTRICTED)
  const broken = brokenFileRule(fileRules, move.files)
  return broken === null ? null : violation(broken)
}

/** GitHub's words. */
export const CREATION_RESTRICTED = 'Cannot create ref due to creations being restricted.'

function violation(rule: string): string {
  return `Repository rule violations found\n\n${rule}\n\n`
}

/** Administrators pass unless the protection binds them too. */
export function passesProtection(
  core: Core,
  repository: RepositoryRow,
  protection: Protection,
  account: AccountRow,
): boolean {
  return !protection.enforceAdmins && roleOn(core, repository, account) === 'admin'
}

/** Why an account may not move a branch directly; `null` when it may. The texts are GitHub's. */
export function directPushRefusal(
  core: Core,
  repository: RepositoryRow,
  branch: string,
  account: AccountRow,
): string | null {
  const isAdmin = roleOn(core, repository, account) === 'admin'
  if (rulesetsOf(core, repository, branch).some(asksForPulls) && !isAdmin)
    return 'Changes must be made through a pull request.'
  const protection = protectionOf(repository, branch)
  if (protection === null || passesProtection(core, repository, protection, account)) return null
  if (protection.requiredApprovals > 0) {
    const count = protection.requiredApprovals
    return `At least ${count} approving review${count === 1 ? ' is' : 's are'} required by reviewers with write access.`
  }
  if (protection.requireCodeOwnerReviews) return 'Changes must be made through a pull request.'
  const [check] = protection.requiredChecks
  return check === undefined ? null : `Required status check "${check}" is expected.`
}
