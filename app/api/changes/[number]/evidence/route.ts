import * as z from 'zod'
import { readEvidence } from '@/app/(console)/changes/[number]/evidence/read-evidence'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'

/** The evidence of a change as JSON; the same facts as the printable page. */
export const GET = personRoute(
  {
    role: 'read',
    atOnce: { kind: 'evidence', most: 4 },
    params: z.object({ number: z.coerce.number().int().positive().max(999_999_999) }),
    query: z.object({ at: z.string().max(100).default('') }),
  },
  async ({ ctx, server, params: { number }, query: { at } }) => {
    const sealed = await readEvidence(ctx, server, number, at)
    if (sealed === null)
      throw new RequestError('not-found', `There is no change #${number} here${at === '' ? '' : ' then'}.`)
    const disposition = `attachment; filename="lockstep-change-${number}.json"`
    return Response.json(
      { madeAt: ctx.now.toISOString(), sha256: sealed.sha256, evidence: sealed.evidence },
      { headers: { 'content-disposition': disposition } },
    )
  },
)
