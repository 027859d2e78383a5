import { barCounts } from '@/app/(console)/bar-counts'
import { personRoute } from '@/lib/http/route'
import { lastTip } from '@/lib/repository/last-tip'

/** The numbers of the bar, for pages that are not rendered again by themselves. */
export const GET = personRoute({ role: 'read' }, async ({ ctx, server }) => {
  const last = await lastTip(ctx, server.mirror, server.repository.ref)
  return { ...(await barCounts(ctx, server, last?.sha ?? null)), at: ctx.now.toISOString() }
})
