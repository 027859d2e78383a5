import { z } from 'zod'
import type { Delivery } from './receive-webhook'

const number = z.object({ number: z.int().positive() }).optional().catch(undefined)
const head = z.object({ head_sha: z.string() }).optional().catch(undefined)
const payload = z.object({
  action: z.string().optional(),
  pull_request: number,
  issue: number,
  check_run: head,
  check_suite: head,
  /** Of a status. */
  sha: z.string().optional().catch(undefined),
})

/** What a hook's payload names, whatever else is in it; nothing when it cannot be read. */
export function readHookPayload(value: unknown): Pick<Delivery, 'action' | 'about'> {
  const { action = null, ...named } = payload.safeParse(value).data ?? {}
  const numbers = [named.pull_request?.number, named.issue?.number]
  const heads = [named.sha, named.check_run?.head_sha, named.check_suite?.head_sha]
  return {
    action,
    about: {
      numbers: numbers.filter((one) => one !== undefined),
      heads: heads.filter((one) => one !== undefined),
    },
  }
}
