import { personRoute } from '@/lib/http/route'
import { findJumpTargets, jumpInput } from '@/lib/repository/find-jump-targets'
import type { JumpAnswer } from '@/lib/repository/jump-target'
import { trackedHistory } from '@/lib/server'

/** What the palette offers for a few typed characters. */
export const GET = personRoute({ role: 'read', query: jumpInput }, async ({ ctx, server, query }) => {
  const source = { ctx, mirror: server.mirror, history: await trackedHistory(server) }
  return { targets: await findJumpTargets(source, query) } satisfies JumpAnswer
})
