import type { Context } from '@/lib/context'

/** When a proxy was registered, and when it was retired. */
export interface Registration {
  readonly since: Date
  /** Null while it is registered. */
  readonly retiredAt: Date | null
}

/** Since when a name stands for a proxy, also a retired one; null when it never did. */
export async function getRegistration({
  ctx,
  input: { name },
}: {
  ctx: Context
  input: { name: string }
}): Promise<Registration | null> {
  const proxy = await ctx.db.prisma.proxy.findUnique({
    where: { repositoryId_name: { repositoryId: ctx.repositoryId, name } },
    select: { createdAt: true, retiredAt: true },
  })
  return proxy === null ? null : { since: proxy.createdAt, retiredAt: proxy.retiredAt }
}
