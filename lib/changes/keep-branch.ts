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
  // Two tabs may submit it at once, under two titles: whoever comes second takes the branch of the first.
  const { rows } = await ctx.db.pool.query<{ branch: string }>(
    `UPDATE draft SET branch = CASE WHEN branch IS NOT DISTINCT FROM $2 THEN $3 ELSE branch END WHERE id = $1 RETURNING branch`,
    [draft.id, draft.branch, branch],
  )
  return rows[0]?.branch ?? branch
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
