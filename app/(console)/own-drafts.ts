import { listDrafts, movedPaths } from '@/lib/changes/list-drafts'
import type { Context, PersonActor } from '@/lib/context'
import { relativeToRoot } from '@/lib/repository/policy-path'
import type { Server } from '@/lib/server'

interface OwnDraftsInput {
  readonly opened: Pick<Server, 'mirror'>
  /** The commit of the branch. */
  readonly tip: string
  /** Folder of the policies. */
  readonly root: string
}

/** The person's unsubmitted drafts as pages list them: paths below the folder of the policies, and which of them others changed since. */
export async function ownDrafts(ctx: Context<PersonActor>, { opened, tip, root }: OwnDraftsInput) {
  const inRoot = (path: string) => relativeToRoot(path, root) ?? path
  const drafts = await listDrafts({ ctx })
  return Promise.all(
    drafts.map(async (draft) =>
      Object.assign(draft, {
        paths: draft.paths.map(inRoot),
        moved: (await movedPaths(opened.mirror, tip, draft)).map(inRoot),
      }),
    ),
  )
}
