import { RequestError } from '@/lib/errors'
import { createEnrolmentKey, createKeyInput } from '@/lib/fleet/create-enrolment-key'
import { personRoute } from '@/lib/http/route'

/** Makes an enrolment key. Its text is in this answer and nowhere else. */
export const POST = personRoute({ role: 'admin', body: createKeyInput }, async ({ ctx, body }) => {
  const made = await createEnrolmentKey({ ctx, input: body })
  if (made.kind === 'forbidden') {
    throw new RequestError('role-too-low', 'Only administrators of the repository make enrolment keys.')
  }
  return { key: made.key, createdAt: ctx.now, expiresAt: made.expiresAt }
})
