import * as z from 'zod'
import { coverFile } from '@/app/api/decisions/cover-file'
import { countByInstance } from '@/lib/decisions/count-by-instance'
import { exportInstances, INSTANCE_COLUMNS } from '@/lib/fleet/export-instances'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'
import { knownProxy } from '../known-proxy'

const DAY_MS = 86_400_000

/** The live processes of a proxy as a file, those of its page. */
export const GET = personRoute(
  {
    role: 'read',
    params: z.object({ proxy: proxyName }),
    query: z.object({ format: z.enum(EXPORT_FORMATS).default('csv') }),
    atOnce: EXPORTS_AT_ONCE,
  },
  async ({ ctx, server, params, query: { format } }) => {
    const { name, number: proxy, instances } = await knownProxy(ctx, server, params.proxy)
    const since = new Date(ctx.now.getTime() - DAY_MS)
    const input = { proxy, instances: instances.map(({ id }) => id), since }
    const rows = exportInstances(instances, await countByInstance({ ctx, input }))
    const file = download({ name: `processes-of-${name}`, format, columns: INSTANCE_COLUMNS }, [rows])
    return coverFile(ctx, { from: since, to: ctx.now, proxy: name }, file)
  },
)
