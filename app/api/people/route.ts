import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { listPeople } from '@/lib/people/list-people'
import { downloadPeople } from './download-people'

const query = z.object({ format: z.enum(EXPORT_FORMATS).default('csv') })

/** Everybody who has signed in, and what they may do, as a file. */
export const GET = personRoute(
  { role: 'admin', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, server, query: { format } }) => {
    const list = await listPeople({ ctx })
    if (list.kind === 'forbidden')
      throw new RequestError('role-too-low', 'Only administrators of the repository see everybody’s rights.')
    return downloadPeople(ctx, server, list.people, format)
  },
)
