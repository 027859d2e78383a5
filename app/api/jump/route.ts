import { personRoute } from '@/lib/http/route'
import { findJumpTargets, jumpInput } from '@/lib/repository/find-jump-targets'
import { trackedHistory } from '@/lib/server'

/** What the palette offers for a few typed characters. */
export const GET = personRoute({ role: 'read', query: jumpInput }, async ({ ctx, server, query }) => ({
  targets: await findJumpTargets(
    { ctx, mirror: server.mirror, history: await trackedHistory(server) },
    query,
  ),
}))
