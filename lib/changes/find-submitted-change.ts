import type { Context, PersonActor } from '@/lib/context'
import { isDraftId } from './draft-parts'

/**
 * The number of the pull request that a draft became, whoever drafted it: its description on the forge links to the draft, since it is
 * written before it has a number, and those who read it are mostly others. Null while it is a draft, and for its drafter also while the pull
 * request lacks something: they go on with the draft.
 */
export async function findSubmittedChange({
  ctx,
  id,
}: {
  readonly ctx: Context<PersonActor>
  readonly id: string
}): Promise<number | null> {
  if (!isDraftId(id)) return null
  const isOver = [
    { submittedAt: { not: null } },
    { discardedAt: { not: null } },
    { personId: { not: ctx.actor.personId } },
  ]
  const where = { id, repositoryId: ctx.repositoryId, OR: isOver }
  const row = await ctx.db.prisma.draft.findFirst({ where, select: { changeNumber: true } })
  return row?.changeNumber ?? null
}
