import { z } from 'zod'
import { RequestError } from '@/lib/errors'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { exportSessions, SESSION_COLUMNS } from '@/lib/people/export-sessions'
import { listSessions } from '@/lib/people/list-sessions'

const query = z.object({
  of: z.enum(['me', 'everybody']).default('me'),
  format: z.enum(EXPORT_FORMATS).optional(),
})

/** Sessions that have not ended; with a format, as a file. */
export const GET = personRoute({ role: 'read', query, atOnce: EXPORTS_AT_ONCE }, async ({ ctx, query }) => {
  const result = await listSessions({ ctx, input: { everybody: query.of === 'everybody' } })
  if (result.kind === 'forbidden') {
    throw new RequestError(
      'role-too-low',
      'Only an administrator of the repository sees everybody’s sessions.',
    )
  }
  const { sessions } = result
  if (query.format === undefined) return { sessions }
  const name = `lockstep-sessions-${ctx.now.toISOString().slice(0, 10)}`
  return download({ name, format: query.format, columns: SESSION_COLUMNS }, [exportSessions(sessions)])
})
