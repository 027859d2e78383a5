import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import { ownWordsOf, statusOf } from './forge-status'

/** Why the forge did not take what a submission wrote. */
export type ForgeRefusal =
  /** Another tab submits the same draft at this moment. */
  | { readonly kind: 'under-way' }
  /** The forge lets this person not write. */
  | { readonly kind: 'forbidden'; readonly message: string }
  /** The forge does not take it, in its own words; `byRule` where a rule of the repository is why. */
  | { readonly kind: 'refused'; readonly message: string; readonly byRule: boolean }
  | ForgeFailure

/** What stopped a submission, from what Octokit threw. Throws everything else again. */
export function forgeRefusalOf(error: unknown, now: Date): ForgeRefusal {
  const message = ownWordsOf(error)
  const status = statusOf(error)
  // GitHub hides what a person may not write behind 404, and says 403 where it does not hide it.
  if (status === 404) return { kind: 'forbidden', message }
  const failure = forgeFailureOf(error, now)
  if (failure?.kind === 'unauthorised' && status === 403) return { kind: 'forbidden', message }
  if (failure !== null) return failure
  // Each step looks first whether it is done already: what was done since that look, another tab did.
  if (status === 422 && /already exists/i.test(message)) return { kind: 'under-way' }
  // 410: the repository has its issues turned off, and a follow-up is one.
  if (status === 409 || status === 410 || status === 422) return refusedBy(message)
  throw error
}

/**
 * Rulesets and push protection begin so, and name what they keep out below; branch protection has sentences of its own.
 * Source: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/troubleshooting-rules
 */
const BY_RULESET = /^Repository rule violations found\s*/
const BY_PROTECTION =
  /protected|must be made through a pull request|approving review|status check|not authorized to push/i

function refusedBy(message: string): Extract<ForgeRefusal, { kind: 'refused' }> {
  const byRule = BY_RULESET.test(message) || BY_PROTECTION.test(message)
  return { kind: 'refused', message: message.replace(BY_RULESET, ''), byRule }
}
