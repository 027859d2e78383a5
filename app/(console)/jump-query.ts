import { jumpAnswer, type JumpTarget } from '@/lib/repository/jump-target'
import { apiRoutes } from '@/lib/routes'

/** What the server offers for a few typed characters. Throws when it does not answer. */
export async function fetchJumpTargets(q: string, signal: AbortSignal): Promise<JumpTarget[]> {
  const response = await fetch(apiRoutes.jump({ q }), { signal })
  if (!response.ok) throw new Error(`the search answered ${response.status}`)
  return jumpAnswer.parse(await response.json()).targets
}
