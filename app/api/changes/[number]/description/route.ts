import * as z from 'zod'
import { personRoute } from '@/lib/http/route'
import { descriptionByPerson } from '../description-by-person'

/** Brings the description of a pull request up to its head for whoever asks, as themselves: GitHub lets everybody who may write edit it. */
export const POST = personRoute(
  { role: 'write', params: z.object({ number: z.coerce.number().int().positive().max(999_999_999) }) },
  async ({ ctx, server, params: { number } }) => descriptionByPerson({ ctx, server, number, isAsked: true }),
)
