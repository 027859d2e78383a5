import type { Context, PersonActor } from '@/lib/context'
import type { Mirror } from '@/lib/git/mirror'

export interface DraftSummary {
  readonly id: string
  readonly title: string
  readonly updatedAt: Date
  /** Full repository paths. */
  readonly paths: readonly string[]
  /** What the draft started from, of files that git has. */
  readonly bases: readonly { readonly path: string; readonly blob: string }[]
}

/** The person's drafts that are not submitted yet, the latest first. */
export async function listDrafts({ ctx }: { readonly ctx: Context<PersonActor> }): Promise<DraftSummary[]> {
  const drafts = await ctx.db.prisma.draft.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      personId: ctx.actor.personId,
      discardedAt: null,
      submittedAt: null,
    },
    include: { files: true },
    orderBy: { updatedAt: 'desc' },
    take: 100,
  })
  return drafts.map(({ id, title, updatedAt, files }) => {
    const paths = files.flatMap(({ path, basePath }) => path ?? basePath ?? [])
    const bases = files.flatMap(({ basePath, baseBlob }) =>
      basePath === null || baseBlob === null ? [] : [{ path: basePath, blob: baseBlob }],
    )
    return { id, title, updatedAt, paths: paths.sort(), bases }
  })
}

/** Files of a draft that have another content at a commit than the draft started from, or are gone there. */
export async function movedPaths(
  { objects }: Pick<Mirror, 'objects'>,
  commit: string,
  { bases }: Pick<DraftSummary, 'bases'>,
): Promise<string[]> {
  const moved = await Promise.all(
    bases.map(async ({ path, blob }) => ((await objects.entryAt(commit, path))?.sha === blob ? [] : [path])),
  )
  return moved.flat()
}
