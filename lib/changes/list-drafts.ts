import type { Context, PersonActor } from '@/lib/context'

export interface DraftSummary {
  readonly id: string
  readonly title: string
  readonly updatedAt: Date
  /** Full repository paths. */
  readonly paths: readonly string[]
}

/** The person's drafts that are not submitted yet, the latest first. */
export async function listDrafts({ ctx }: { readonly ctx: Context<PersonActor> }): Promise<DraftSummary[]> {
  const drafts = await ctx.db.prisma.draft.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      personId: ctx.actor.personId,
      discardedAt: null,
      changeNumber: null,
    },
    include: { files: true },
    orderBy: { updatedAt: 'desc' },
    take: 100,
  })
  return drafts.map(({ id, title, updatedAt, files }) => {
    const paths = files.flatMap(({ path, basePath }) => path ?? basePath ?? [])
    return { id, title, updatedAt, paths: paths.sort() }
  })
}
