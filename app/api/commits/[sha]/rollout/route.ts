import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { exportRollout, ROLLOUT_COLUMNS } from '@/lib/fleet/export-rollout'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { findMergedPaths } from '@/lib/changes/find-merged-paths'

/** The rollout of a merge as a file, every proxy of it. */
export const GET = personRoute(
  {
    role: 'read',
    params: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }),
    query: z.object({ format: z.enum(EXPORT_FORMATS).default('csv') }),
    atOnce: EXPORTS_AT_ONCE,
  },
  async ({ ctx, server, params: { sha }, query: { format } }) => {
    const merge = await findMergedPaths({ ctx, source: server, commit: sha })
    const rows = await exportRollout({ ctx, parts: fleetParts(server), input: { commit: sha, ...merge } })
    if (rows === null) throw new RequestError('not-found', 'The tracked branch has no such commit.')
    return download({ name: `rollout-${sha.slice(0, 7)}`, format, columns: ROLLOUT_COLUMNS }, rows)
  },
)
