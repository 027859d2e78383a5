import type { Context, PersonActor } from '@/lib/context'
import { notifyWith } from '@/lib/events/notify'
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
  const { prisma } = ctx.db
  await prisma.$transaction([
    prisma.draft.update({ where: { id }, data: { discardedAt: ctx.now } }),
    notifyWith(prisma, ctx, 'drafts', [ctx.actor.personId]),
  ])
  return { kind: 'discarded' }
}
