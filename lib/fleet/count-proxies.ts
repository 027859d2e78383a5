import type { Context } from '@/lib/context'

/** How many proxies are registered per environment, without the retired ones. */
export async function countProxies({ ctx }: { ctx: Context }): Promise<ReadonlyMap<string, number>> {
  const groups = await ctx.db.prisma.proxy.groupBy({
    by: ['environment'],
    where: { repositoryId: ctx.repositoryId, retiredAt: null },
    _count: true,
  })
  return new Map(groups.map(({ environment, _count }) => [environment, _count]))
}
