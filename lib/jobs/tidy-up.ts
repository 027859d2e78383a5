import { retireEphemeral } from '@/lib/fleet/retire-ephemeral'
import { forgetLists } from '@/lib/fleet/tools/forget-lists'
import { forgetIdleTokens } from '@/lib/people/forget-tokens'
import type { Job } from './job'

const DAY_MS = 86_400_000
/** The forge redelivers by hand for three days; after that nobody asks whether a delivery was handled. */
export const DELIVERY_DAYS = 7
/** Messages about drift that were received or given up are kept so long, to look them up. */
const ALERT_DAYS = 30

/** Removes what has ended: sessions with the tokens of their people, sign-ins that were begun, deliveries that nobody will send again, old lists of tools; retires replicas that are gone. */
export const tidyUpJob: Job = {
  name: 'tidy-up',
  everyMs: 3_600_000,
  runsOn: 'one-replica',
  run: async ({ ctx, server }) => {
    const { prisma } = ctx.db
    await prisma.session.deleteMany({ where: { expiresAt: { lt: ctx.now } } })
    await forgetIdleTokens(ctx.db, ctx.now)
    await prisma.verification.deleteMany({ where: { expiresAt: { lt: ctx.now } } })
    const old = new Date(ctx.now.getTime() - DELIVERY_DAYS * DAY_MS)
    await prisma.webhookDelivery.deleteMany({ where: { receivedAt: { lt: old } } })
    const told = new Date(ctx.now.getTime() - ALERT_DAYS * DAY_MS)
    await ctx.db.pool.query('DELETE FROM alert_message WHERE created_at < $1 AND next_try_at IS NULL', [told])
    await retireEphemeral({ ctx })
    await forgetLists({ ctx, input: { days: server.environment.DECISION_RETENTION_DAYS } })
  },
}
