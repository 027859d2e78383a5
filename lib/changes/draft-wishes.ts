import * as z from 'zod'
import { keepableText } from './draft-file'

/** What a person wants of the submission of a draft besides its title and description, as far as they typed it. */
export const draftWishesSchema = z.strictObject({
  asDraft: z.boolean(),
  /** As typed: what the forge takes for a label is checked when it is submitted. */
  labels: z.array(keepableText(2000)).max(2000),
  /** Why it cannot wait, '' while nothing is typed; null for the normal way. */
  reason: keepableText(2000).nullable(),
})

export type DraftWishes = z.infer<typeof draftWishesSchema>

export const NO_WISHES: DraftWishes = { asDraft: false, labels: [], reason: null }
