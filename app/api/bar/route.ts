import { barCounts } from '@/app/(console)/bar-counts'
import { forgeNow } from '@/app/(console)/forge-now'
import { personRoute } from '@/lib/http/route'
import { lastTip } from '@/lib/repository/last-tip'

/** What the bar says that moves, for pages that are not rendered again by themselves. */
export const GET = personRoute({ role: 'read' }, async ({ ctx, server, roleIsFresh }) => {
  const last = await lastTip(ctx, server.mirror, server.repository.ref)
  const [counts, { answers, lastContact }] = await Promise.all([
    barCounts(ctx, server, last?.sha ?? null),
    forgeNow(ctx, server, roleIsFresh),
  ])
  return { ...counts, forgeAnswers: answers, lastContact, at: ctx.now }
})
