import type { Context } from '@/lib/context'
import { readReview } from './review-state'

/** An open pull request that touches some of the paths that were asked about. */
export interface OpenOnPaths {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  /** Of those asked about, which it touches. */
  readonly paths: readonly string[]
}

/** Open pull requests that touch any of `paths` (full repository paths), the newest first, without the one numbered `except`. */
export async function listOpenOnPaths({
  ctx,
  input: { paths, except },
}: {
  readonly ctx: Context
  readonly input: { readonly paths: readonly string[]; readonly except: number | null }
}): Promise<OpenOnPaths[]> {
  const open = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, state: 'open' },
    orderBy: { number: 'desc' },
    select: { number: true, title: true, openedBy: true, review: true },
  })
  return open.flatMap(({ number, title, openedBy, review }) => {
    const common = readReview(review).paths?.filter((path) => paths.includes(path)) ?? []
    return number === except || common.length === 0
      ? []
      : [{ number, title, draftedBy: openedBy, paths: common }]
  })
}
