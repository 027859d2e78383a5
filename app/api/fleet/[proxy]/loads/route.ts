import * as z from 'zod'
import { exportLoads, LOAD_COLUMNS } from '@/lib/fleet/export-loads'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'
import { knownProxy } from '../known-proxy'

/** The loads of a proxy as a file, those of its page. */
export const GET = personRoute(
  {
    role: 'read',
    params: z.object({ proxy: proxyName }),
    query: z.object({ format: z.enum(EXPORT_FORMATS).default('csv') }),
    atOnce: EXPORTS_AT_ONCE,
  },
  async ({ ctx, server, params, query: { format } }) => {
    const { name, loads } = await knownProxy(ctx, server, params.proxy)
    return download({ name: `loads-of-${name}`, format, columns: LOAD_COLUMNS }, [exportLoads(loads)])
  },
)
