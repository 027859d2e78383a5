import * as z from 'zod'
import { discardDraft } from '@/lib/changes/discard-draft'
import { getDraft } from '@/lib/changes/get-draft'
import { saveDraft, saveDraftSchema } from '@/lib/changes/save-draft'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { countTeamPeople } from '@/lib/people/count-team-people'
import { teamsOf } from '@/lib/repository/owned-policies'

const params = z.object({ id: z.string() })

export const GET = personRoute({ role: 'write', params }, async ({ ctx, server, params: { id } }) => {
  const draft = await getDraft({ ctx, source: server, id })
  if (draft === null) throw new RequestError('not-found', 'You have no draft at this address.')
  const { login } = ctx.actor
  const teams = await countTeamPeople(server.app, { teams: teamsOf(draft.owners), login, now: ctx.now })
  return { ...draft, teams }
})

export const PUT = personRoute(
  {
    role: 'write',
    whileUnreachable: 'allow',
    // One for each of a few open tabs.
    atOnce: { kind: 'save a draft', most: 4 },
    params,
    body: saveDraftSchema,
    maxBytes: 8 * 1024 * 1024,
  },
  ({ ctx, params: { id }, body }) => saveDraft({ ctx, id, input: body }),
)

export const DELETE = personRoute(
  { role: 'write', whileUnreachable: 'allow', params },
  ({ ctx, params: { id } }) => discardDraft({ ctx, id }),
)
