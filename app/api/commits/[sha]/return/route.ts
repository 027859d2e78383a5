import * as z from 'zod'
import { returnToVersion } from '@/lib/changes/return-to-version'
import { personRoute } from '@/lib/http/route'

/** Starts a draft that gives one file the content that it had at a commit. */
export const POST = personRoute(
  {
    role: 'write',
    params: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }),
    /** Full repository path. */
    body: z.strictObject({ path: z.string().min(1).max(4096) }),
    atOnce: { kind: 'start a draft', most: 2 },
  },
  ({ ctx, server, params: { sha }, body }) =>
    returnToVersion({ ctx, source: server, input: { commit: sha, path: body.path } }),
)
