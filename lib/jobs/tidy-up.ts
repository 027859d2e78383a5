import { retireEphemeral } from '@/lib/fleet/retire-proxy'
import type { Job } from './job'

const DAY_MS = 86_400_000
/** The forge redelivers by hand for three days; after that nobody asks whether a delivery was handled. */
export const DELIVERY_DAYS = 7

/** Removes what has ended: sessions, sign-ins that were begun, deliveries that nobody will send again; retires replicas that are gone. */
export const tidyUpJob: Job = {
  name: 'tidy-up',
  everyMs: 3_600_000,
  runsOn: 'one-replica',
  run: async ({ ctx }) => {
    const { prisma } = ctx.db
    await prisma.session.deleteMany({ where: { expiresAt: { lt: ctx.now } } })
    await prisma.verification.deleteMany({ where: { expiresAt: { lt: ctx.now } } })
    const old = new Date(ctx.now.getTime() - DELIVERY_DAYS * DAY_MS)
    await prisma.webhookDelivery.deleteMany({ where: { receivedAt: { lt: old } } })
    await retireEphemeral({ ctx })
  },
}
