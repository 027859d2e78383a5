import type { BranchProtection } from './branch-protection'

/**
 * What holds where a branch requires no review by code owners: GitHub asks them all the same. Null where it does require one, and where
 * that is not known. Whole sentences, plain text.
 */
export function sayNotRequired(protection: BranchProtection | null): string | null {
  if (protection?.codeOwners !== false) return null
  return `The branch requires no review by code owners: GitHub asks them, and none of them has to agree. It requires ${sayCount(protection.approvals)}.`
}

function sayCount(approvals: number): string {
  if (approvals === 0) return 'no approval of anybody'
  return `${approvals === 1 ? 'one approval' : `${approvals} approvals`} of anybody who may write`
}
