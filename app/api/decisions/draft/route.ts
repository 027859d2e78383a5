import * as z from 'zod'
import { createDraft } from '@/lib/changes/create-draft'
import { readSource } from '@/lib/changes/list-sources'
import { getDecision } from '@/lib/decisions/get-decision'
import { proposeAnswers } from '@/lib/decisions/propose-answers'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { printable } from '@/lib/policy/describe/sentence'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

/** `every`: the broadest answer, about each call of the tool, instead of the narrowest. */
const body = z.strictObject({ d: z.string().max(100), every: z.boolean().default(false) })
const atOnce = { kind: 'start a draft', most: 2 }

/** Starts a draft in which calls like a decision's are answered differently; without an edit where no way to do so is known. */
export const POST = personRoute(
  { role: 'write', atOnce, body },
  async ({ ctx, server, body: { d, every } }) => {
    const history = await trackedHistory(server)
    const decision = await getDecision({ ctx, parts: { mirror: server.mirror, history }, id: d })
    // What its proxy follows now: of another policy nothing would change for it.
    const path = decision?.followsPath ?? null
    if (decision === null || path === null)
      throw new RequestError('not-found', 'The log does not know the policy of this call.')
    const { root } = (await readConfiguration(server.mirror.objects, history.tip)).configuration
    const file = await readSource({ ctx, source: server, root, path })
    const proposed = file === null ? null : await proposeAnswers({ ctx, decision, path, text: file.text })
    if (proposed === null)
      throw new RequestError('not-found', 'The branch has no policy at this path that can be edited.')
    const chosen = proposed.candidates.at(every ? -1 : 0)
    const title = every ? `Deny ${printable(decision.tool)} now`.slice(0, 256) : ''
    const files = [{ basePath: path, edits: [...(chosen?.edits ?? [])], text: null }]
    return createDraft({ ctx, source: server, input: { title, description: '', files } })
  },
)
