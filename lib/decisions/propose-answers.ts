import type { Context } from '@/lib/context'
import type { CallCandidate } from '@/lib/policy/edit/call-candidate'
import { allowCandidates, denyCandidates } from '@/lib/policy/edit/call-candidates'
import { possibleIn } from '@/lib/policy/edit/possible-candidates'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { DecisionDetail } from './get-decision'
import { type SeenShapes, seenShapes } from './seen-shapes'

/** Ways to answer calls like a decision's differently, as edits of a text of its policy. */
export interface ProposedAnswers {
  readonly want: 'deny' | 'allow'
  readonly seen: SeenShapes
  /** Narrowest first, where they are in such an order. */
  readonly candidates: readonly CallCandidate[]
  /** Why the file lets itself be edited in none of the ways; null otherwise. */
  readonly refusal: string | null
}

/** What an allowed call needs to be denied, and one that a rule denied, or would have denied, to be allowed. Null for a text that is no policy. */
export async function proposeAnswers({
  ctx,
  decision,
  path,
  text,
}: {
  readonly ctx: Context
  readonly decision: Pick<DecisionDetail, 'tool' | 'argKeys' | 'rule' | 'result'>
  /** Full repository path of the policy. */
  readonly path: string
  readonly text: string
}): Promise<ProposedAnswers | null> {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return null
  const seen = await seenShapes({ ctx, input: { policy: path, tool: decision.tool } })
  const want = decision.result === 'allowed' ? 'deny' : 'allow'
  const propose = want === 'deny' ? denyCandidates : allowCandidates
  return { want, seen, ...possibleIn(text, propose(parsed.policy, decision, seen.shapes)) }
}
