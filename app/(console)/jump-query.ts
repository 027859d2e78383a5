import { z } from 'zod/mini'
import type { JumpTarget } from '@/lib/repository/find-jump-targets'
import { apiRoutes } from '@/lib/routes'

const answer = z.object({
  targets: z.array(
    z.object({
      kind: z.enum(['rule', 'tool', 'policy', 'change', 'proxy', 'commit']),
      label: z.string(),
      note: z.string(),
      href: z.string(),
    }),
  ),
})

/** What the server offers for a few typed characters. Throws when it does not answer. */
export async function fetchJumpTargets(q: string, signal: AbortSignal): Promise<JumpTarget[]> {
  const response = await fetch(apiRoutes.jump({ q }), { signal })
  if (!response.ok) throw new Error(`the search answered ${response.status}`)
  return answer.parse(await response.json()).targets
}
