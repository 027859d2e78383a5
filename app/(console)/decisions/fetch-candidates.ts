import type { CallCandidate } from '@/lib/policy/edit/call-candidate'
import { apiRoutes } from '@/lib/routes'

/** Ways to answer calls like a decision's differently, the narrowest first. */
export interface Candidates {
  /** Full repository path of the policy. */
  readonly path: string
  readonly tool: string
  readonly sampled: number
  readonly candidates: readonly CallCandidate[]
  /** Why the file lets itself be edited in none of the ways; null otherwise. */
  readonly refusal: string | null
}

/** Throws when the branch has no policy for the call that can be edited. */
export async function fetchCandidates(d: string, want: 'deny' | 'allow'): Promise<Candidates> {
  const answer = await fetch(apiRoutes.callCandidates({ d, want }))
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return asCandidates(await answer.json())
}

/** Our own route answers with this. */
function asCandidates(value: unknown): Candidates {
  return value as Candidates
}
