import { parsePolicy } from '../parse-policy'
import { validatePolicy } from '../validate-policy'
import { applyEdits } from './apply-edits'
import type { CallCandidate } from './call-candidate'

/** Those that can be made in this text of the policy and leave it valid; `refusal` says why none can, when that is so. */
export function possibleIn(
  text: string,
  candidates: readonly CallCandidate[],
): { candidates: CallCandidate[]; refusal: string | null } {
  let refusal: string | null = null
  const possible = candidates.filter(({ edits }) => {
    const result = applyEdits(text, edits)
    if (result.kind === 'refused') refusal = result.reason
    return result.kind === 'edited' && isValid(result.text)
  })
  return { candidates: possible, refusal: possible.length === 0 ? refusal : null }
}

function isValid(text: string): boolean {
  const parsed = parsePolicy(text)
  return parsed.ok && validatePolicy(parsed).length === 0
}
