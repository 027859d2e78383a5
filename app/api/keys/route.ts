import { RequestError } from '@/lib/errors'
import { createEnrolmentKey, createKeyInput } from '@/lib/fleet/create-enrolment-key'
import { listEnrolmentKeys } from '@/lib/fleet/list-enrolment-keys'
import { personRoute } from '@/lib/http/route'

/** Enrolment keys without their texts: those are not stored. */
export const GET = personRoute({ role: 'admin' }, async ({ ctx }) => {
  const list = await listEnrolmentKeys({ ctx })
  if (list.kind === 'forbidden') {
    throw new RequestError('role-too-low', 'Only administrators of the repository see enrolment keys.')
  }
  return { keys: list.keys }
})

/** Makes an enrolment key. Its text is in this answer and nowhere else. */
export const POST = personRoute({ role: 'admin', body: createKeyInput }, async ({ ctx, body }) => {
  const made = await createEnrolmentKey({ ctx, input: body })
  if (made.kind === 'forbidden') {
    throw new RequestError('role-too-low', 'Only administrators of the repository make enrolment keys.')
  }
  return { id: made.id, key: made.key, createdAt: ctx.now, expiresAt: made.expiresAt }
})
