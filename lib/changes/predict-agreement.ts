import type { Codeowners } from '@/lib/repository/codeowners'
import { predictOwners, type OwnerPrediction } from './predict-owners'
import type { BranchProtection } from './rulesets/branch-protection'
import { sayNotRequired } from './rulesets/say-not-required'
import { predictRequired, type RequiredForPaths, type RequiredReviewer } from './rulesets/required-reviewers'

/** Who must agree to a change before it can be merged: the owners of each file, and the teams of rulesets beside them. GitHub decides. */
export interface AgreementPrediction {
  readonly owners: readonly OwnerPrediction[]
  readonly required: readonly RequiredForPaths[]
  /** What holds where owners are asked and not required; null where they are, or that is not known. */
  readonly notRequired: string | null
}

/** What was last seen of a branch; null where it never was. */
interface BranchTerms {
  readonly rules: readonly RequiredReviewer[] | null
  readonly protection: BranchProtection | null
}

/** Predicts it from an owners file, null when there is none, and from what the branch and its rulesets were last seen to require. */
export function predictAgreement(
  codeowners: Codeowners | null,
  { rules, protection }: BranchTerms,
  paths: readonly string[],
  drafter: string,
): AgreementPrediction {
  return {
    owners: codeowners === null ? [] : predictOwners(codeowners, paths, drafter),
    required: predictRequired(rules ?? [], paths),
    notRequired: sayNotRequired(protection),
  }
}

/** "one of @a or @b, line 7, but not its drafter". Plain text. */
export function sayPredicted({ owners, line, kind, drafterExcluded }: OwnerPrediction): string {
  if (kind === 'unmatched') return 'no line of CODEOWNERS matches: nobody is asked'
  if (kind === 'unowned') return `unowned on purpose, line ${line}: nobody is asked`
  const who = owners.length === 1 ? (owners[0] ?? '') : `one of ${owners.join(' or ')}`
  return `${who}, line ${line}${drafterExcluded ? ', but not its drafter' : ''}`
}

/** "and @acme/data: a ruleset requires 1 approval of the team". Plain text. */
export function sayRequired({ team: { name }, minimum }: RequiredForPaths): string {
  const team = name === null ? 'a team that Lockstep may not see' : `@${name}`
  return `and ${team}: a ruleset requires ${minimum} ${minimum === 1 ? 'approval' : 'approvals'} of the team`
}
