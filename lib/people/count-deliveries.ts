import type { Context } from '@/lib/context'

const DAY_MS = 86_400_000

/** Webhooks of the forge that were handled. */
export interface Deliveries {
  readonly last: Date | null
  readonly inADay: number
}

/** When the last webhook came, and how many in 24 h. */
export async function countDeliveries({ ctx }: { ctx: Context }): Promise<Deliveries> {
  const { webhookDelivery } = ctx.db.prisma
  const since = new Date(ctx.now.getTime() - DAY_MS)
  const [newest, inADay] = await Promise.all([
    webhookDelivery.aggregate({ _max: { receivedAt: true } }),
    webhookDelivery.count({ where: { receivedAt: { gt: since } } }),
  ])
  return { last: newest._max.receivedAt, inADay }
}
