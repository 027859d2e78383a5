import type { Context, PersonActor } from '@/lib/context'
import type { StoredDraft } from './draft-parts'

/**
 * The branch of a draft's pull request, by its short name. It is chosen once and remembered before anything is written, so that every retry
 * uses the same one, until the person asks for another.
 */
export async function keepBranch(
  ctx: Context<PersonActor>,
  draft: StoredDraft,
  { title, newBranch = false }: { readonly title: string; readonly newBranch?: boolean | undefined },
): Promise<string> {
  if (draft.branch !== null && !newBranch) return draft.branch
  const branch = draft.branch === null ? firstBranch(draft, title) : nextBranch(draft.branch)
  await ctx.db.prisma.draft.update({ where: { id: draft.id }, data: { branch } })
  return branch
}

function firstBranch({ id }: StoredDraft, title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return `lockstep/${words === '' ? 'change' : words}-${id.slice(-8)}`
}

/** `…-1a2b3c4d`, then `…-1a2b3c4d-2`, then `…-1a2b3c4d-3`. */
function nextBranch(branch: string): string {
  const [, first = branch, count = '1'] = /^(.*-[0-9a-f]{8})-(\d{1,3})$/.exec(branch) ?? []
  return `${first}-${Number(count) + 1}`
}
