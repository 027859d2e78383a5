import type { Context, PersonActor } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import { findOwnDraft } from './draft-parts'

/** Puts a draft away; it is kept for a while, so that nothing typed is lost by a slip. */
export async function discardDraft({
  ctx,
  id,
}: {
  readonly ctx: Context<PersonActor>
  readonly id: string
}): Promise<{ readonly kind: 'discarded' | 'not-found' }> {
  const draft = await findOwnDraft(ctx, id)
  if (draft === null) return { kind: 'not-found' }
  await ctx.db.prisma.draft.update({ where: { id }, data: { discardedAt: ctx.now } })
  await notify(ctx, 'drafts', [ctx.actor.personId])
  return { kind: 'discarded' }
}
