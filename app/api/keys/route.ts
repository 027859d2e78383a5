import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { createEnrolmentKey, createKeyInput } from '@/lib/fleet/create-enrolment-key'
import { exportKeys, KEY_COLUMNS } from '@/lib/fleet/export-keys'
import { listEnrolmentKeys } from '@/lib/fleet/list-enrolment-keys'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'

const query = z.object({ format: z.enum(EXPORT_FORMATS).optional() })

/** Enrolment keys without their texts: those are not stored. With a format, as a file. */
export const GET = personRoute(
  { role: 'admin', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, query: { format } }) => {
    const list = await listEnrolmentKeys({ ctx })
    if (list.kind === 'forbidden') {
      throw new RequestError('role-too-low', 'Only administrators of the repository see enrolment keys.')
    }
    if (format === undefined) return { keys: list.keys }
    const name = `lockstep-enrolment-keys-${ctx.now.toISOString().slice(0, 10)}`
    return download({ name, format, columns: KEY_COLUMNS }, [exportKeys(list.keys)])
  },
)

/** Makes an enrolment key. Its text is in this answer and nowhere else. */
export const POST = personRoute({ role: 'admin', body: createKeyInput }, async ({ ctx, body }) => {
  const made = await createEnrolmentKey({ ctx, input: body })
  if (made.kind === 'forbidden') {
    throw new RequestError('role-too-low', 'Only administrators of the repository make enrolment keys.')
  }
  return { id: made.id, key: made.key, createdAt: ctx.now, expiresAt: made.expiresAt }
})
