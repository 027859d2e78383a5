import * as z from 'zod'
import { revertChange } from '@/lib/changes/revert-change'
import { personRoute } from '@/lib/http/route'

/** Starts a draft that restores what a commit changed. */
export const POST = personRoute(
  {
    role: 'write',
    params: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }),
    body: z.strictObject({ title: z.string().min(1).max(256) }),
  },
  ({ ctx, server, params: { sha }, body }) =>
    revertChange({ ctx, source: server, commit: sha, title: body.title }),
)
