import * as z from 'zod'
import { exportRuns, RUN_COLUMNS } from '@/lib/fleet/export-runs'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'

const path = z.string().min(1).max(4096)

/** What the proxies of a policy ran between two instants, as a file. */
export const GET = personRoute(
  {
    role: 'read',
    query: z.object({
      /** Full repository paths: the names that it had. */
      policy: z.union([path, z.array(path).min(1).max(10)]),
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      format: z.enum(EXPORT_FORMATS).default('csv'),
    }),
    atOnce: EXPORTS_AT_ONCE,
  },
  async ({ ctx, server, query: { policy, from, to, format } }) => {
    const input = { paths: [policy].flat(), from: new Date(from), to: new Date(to) }
    const rows = await exportRuns({ ctx, parts: fleetParts(server), input })
    return download({ name: 'who-ran-which', format, columns: RUN_COLUMNS }, rows)
  },
)
