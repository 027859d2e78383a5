import type { Core } from '@/forge/core'
import type { AccountRow, Protection, RepositoryRow, RulesetRow } from '@/forge/state/records'
import { roleOn } from './role-on'

/** The protection in force on a branch: an exact name before a pattern. */
export function protectionOf(repository: RepositoryRow, branch: string): Protection | null {
  const exact = repository.protections.find(({ pattern }) => pattern === branch)
  return exact ?? repository.protections.find(({ pattern }) => matchesBranch(pattern, branch)) ?? null
}

export function matchesBranch(pattern: string, branch: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(branch)
}

export function rulesetsOf(core: Core, repository: RepositoryRow, branch: string): RulesetRow[] {
  return core.state.rulesets
    .all()
    .filter((row) => row.repositoryId === repository.id && row.active)
    .filter((row) =>
      row.branches.some((name) => {
        if (name === '~ALL') return true
        if (name === '~DEFAULT_BRANCH') return branch === repository.defaultBranch
        return matchesBranch(name, branch)
      }),
    )
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
  if (rulesetsOf(core, repository, branch).length > 0 && roleOn(core, repository, account) !== 'admin') {
    return 'Changes must be made through a pull request.'
  }
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
