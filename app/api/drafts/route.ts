import { createDraft, createDraftSchema } from '@/lib/changes/create-draft'
import { listDrafts } from '@/lib/changes/list-drafts'
import { personRoute } from '@/lib/http/route'

export const GET = personRoute({ role: 'write' }, ({ ctx }) => listDrafts({ ctx }))

export const POST = personRoute(
  {
    role: 'write',
    whileUnreachable: 'allow',
    atOnce: { kind: 'start a draft', most: 2 },
    body: createDraftSchema,
    maxBytes: 8 * 1024 * 1024,
  },
  ({ ctx, server, body }) => createDraft({ ctx, source: server, input: body }),
)
