// The page reads answers by it as well, so that it is of the part of zod that leaves out what is not used.
import { z } from 'zod/mini'

/** A commit of the tracked branch that a page can be looked at as of; `landedAt`, ISO 8601: when the branch was first recorded with it. */
const momentChoice = z.object({ commit: z.string(), subject: z.string(), landedAt: z.nullable(z.string()) })
export type MomentChoice = z.infer<typeof momentChoice>

/** What the picker of moments is answered, the newest commit first. */
export const momentsAnswer = z.object({ commits: z.array(momentChoice) })
export type MomentsAnswer = z.infer<typeof momentsAnswer>
