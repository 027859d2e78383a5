// The page reads answers by it as well, so that it is of the part of zod that leaves out what is not used.
import { z } from 'zod/mini'

/**
 * Somewhere to go, or (`edit`) a draft to start with the policy at `draft`, a full repository path. `label` is what is searched; of `edit`
 * and `decisions` it is the rule or the tool.
 */
const jumpTarget = z.object({
  kind: z.enum(['rule', 'tool', 'policy', 'change', 'proxy', 'commit', 'edit', 'decisions']),
  label: z.string(),
  note: z.string(),
  href: z.string(),
  /** How it stands: what a rule or a tool does, or what became of a change. */
  mark: z.nullable(
    z.enum(['allowed', 'conditions', 'limit', 'denied', 'hidden', 'rejected', 'open', 'merged', 'closed']),
  ),
  draft: z.nullable(z.object({ path: z.string(), tool: z.string() })),
})
export type JumpTarget = z.infer<typeof jumpTarget>

/** What the palette is answered. */
export const jumpAnswer = z.object({ targets: z.array(jumpTarget) })
export type JumpAnswer = z.infer<typeof jumpAnswer>
