import * as z from 'zod'
import { refreshChanges } from '@/lib/changes/refresh-changes'
import { personRoute } from '@/lib/http/route'
import { systemContext } from '@/lib/server'

/** Asks the forge about one change now. */
export const POST = personRoute(
  { role: 'read', params: z.object({ number: z.coerce.number().int().positive() }) },
  async ({ ctx, server, params: { number } }) => {
    await server.mirror.fetch().catch(() => undefined)
    const client = await server.app.installationClient()
    const system = { ...systemContext(server, 'refresh', ctx.requestId), now: ctx.now }
    return refreshChanges({ ctx: system, source: server, client, input: { numbers: [number] } })
  },
)
