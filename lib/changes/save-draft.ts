import * as z from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import { notifyWith } from '@/lib/events/notify'
import { storable } from './create-draft'
import { DRAFT_MAX, draftFiles, draftFileSchema, draftSize, keepableText, revisionSchema } from './draft-file'
import { draftWishesSchema } from './draft-wishes'
import { findOwnDraft } from './draft-parts'
import { isHeld } from './hold-draft'

/** The whole draft as the person sees it now, and the revision that it was made from. */
export const saveDraftSchema = z.strictObject({
  revision: revisionSchema,
  title: keepableText(256),
  description: keepableText(20_000),
  /** Left out, what is stored stays. */
  wishes: draftWishesSchema.optional(),
  files: draftFiles(draftFileSchema),
  /** Names this save among all. */
  attempt: keepableText(64).optional(),
  /** Saves of this page before it whose answers were lost: where one of them was the last that was done, this one goes on from it. */
  after: z.array(keepableText(64)).max(1000).default([]),
})

export type SaveDraftResult =
  | { readonly kind: 'saved'; readonly revision: number }
  /** Another tab saved meanwhile; nothing was overwritten. */
  | { readonly kind: 'conflict'; readonly revision: number }
  /** All files of a draft together may have so many characters; nothing was saved. */
  | { readonly kind: 'too-large'; readonly size: number; readonly most: number }
  | { readonly kind: 'not-found' }
  /** It is being submitted. Nothing was saved yet: the same again is, or is told what became of it, when that is over. */
  | { readonly kind: 'submitting' }
  /** It became a pull request; further work goes into a new draft. */
  | { readonly kind: 'submitted'; readonly changeNumber: number }

/** Saves a draft as its owner typed it. Never overwrites a newer revision. */
export async function saveDraft({
  ctx,
  id,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly id: string
  readonly input: Omit<z.infer<typeof saveDraftSchema>, 'after'> & { readonly after?: readonly string[] }
}): Promise<SaveDraftResult> {
  const draft = await findOwnDraft(ctx, id)
  if (draft === null) return { kind: 'not-found' }
  const size = draftSize(input.files)
  if (size > DRAFT_MAX) return { kind: 'too-large', size, most: DRAFT_MAX }
  const { title, description, revision, wishes, attempt, after = [] } = input
  const kept = JSON.stringify({ wishes, attempt })
  return ctx.db.prisma.$transaction(async (tx): Promise<SaveDraftResult> => {
    // Another save, or a submission that begins, waits until this is done.
    const [now] = await tx.$queryRaw<
      StandingDraft[]
    >`SELECT revision, options, options->>'attempt' AS attempt,
        CASE WHEN submitted_at IS NOT NULL THEN change_number END AS became
      FROM draft WHERE id = ${id}::uuid FOR UPDATE`
    if (now === undefined) return { kind: 'not-found' }
    if (now.became !== null) return { kind: 'submitted', changeNumber: now.became }
    if (isHeld(now.options, ctx.now)) return { kind: 'submitting' }
    if (now.revision !== revision && !after.includes(now.attempt ?? ''))
      return { kind: 'conflict', revision: now.revision }
    await tx.$executeRaw`UPDATE draft
      SET title = ${title}, description = ${description}, revision = revision + 1, updated_at = ${ctx.now}, options = options || ${kept}::jsonb
      WHERE id = ${id}::uuid`
    await tx.draftFile.deleteMany({ where: { draftId: id } })
    for (const file of input.files) await tx.draftFile.create({ data: { ...storable(file), draftId: id } })
    // The same person may have the list of their drafts open.
    await notifyWith(tx, ctx, 'drafts', [ctx.actor.personId])
    return { kind: 'saved', revision: now.revision + 1 }
  })
}

interface StandingDraft {
  readonly revision: number
  /** The pull request that it was wholly submitted as. */
  readonly became: number | null
  readonly options: unknown
  readonly attempt: string | null
}
