import type { Approval, ReviewState } from '../review-state'

/** How far a team agrees that a ruleset requires beside the owners. */
export interface RequiredAgreement {
  /** With `@`; null when the app may not see the team. */
  readonly team: string | null
  readonly patterns: readonly string[]
  readonly paths: readonly string[]
  /** How many of the team must approve, and who did. */
  readonly minimum: number
  readonly by: readonly { readonly login: string; readonly at: string; readonly isOlder: boolean }[]
  /**
   * `agreed`: enough of the team approved. `asked`: the forge asks the team. `not-asked`: it does not (a draft, or not yet). `missing`: it
   * is over without enough approvals on record. `not-known`: who is in the team is not known.
   */
  readonly state: 'agreed' | 'asked' | 'not-asked' | 'missing' | 'not-known'
}

interface JudgedChange {
  readonly state: 'open' | 'closed' | 'merged'
  readonly headSha: string
  readonly review: Pick<ReviewState, 'required'>
  /** The record of the merge; null before it, or when none was taken. */
  readonly approval: Pick<Approval, 'required'> | null
}

/** How far the teams agree that rulesets require: by what was recorded at the merge, or what the forge says now. Null when not known. */
export function judgeRequired(
  { state, headSha, review, approval }: JudgedChange,
  asked: readonly string[],
  given: Approval['approvals'],
): RequiredAgreement[] | null {
  const required = approval === null ? review.required : approval.required
  if (required === null) return null
  const names = new Set(asked.map((name) => name.toLowerCase()))
  return required.map(({ team: { name }, patterns, paths, minimum, by: members }) => {
    const by = given
      .filter(({ login }) => members?.includes(login))
      .map(({ login, at, commit }) => ({ login, at, isOlder: commit !== null && commit !== headSha }))
    const team = name === null ? null : `@${name}`
    const at = (): RequiredAgreement['state'] => {
      if (members === null) return 'not-known'
      if (by.length >= minimum) return 'agreed'
      if (state !== 'open') return 'missing'
      return team !== null && names.has(team.toLowerCase()) ? 'asked' : 'not-asked'
    }
    return { team, patterns, paths, minimum, by, state: at() }
  })
}
