import * as z from 'zod'
import { readSource } from '@/lib/changes/list-sources'
import { getDecision } from '@/lib/decisions/get-decision'
import { seenCalls } from '@/lib/decisions/seen-calls'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { allowCandidates, denyCandidates } from '@/lib/policy/edit/call-candidates'
import { possibleIn } from '@/lib/policy/edit/possible-candidates'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const query = z.object({ d: z.string().max(100), want: z.enum(['deny', 'allow']) })

const atOnce = { kind: 'look at calls', most: 4 }

/** Edits of the policy at the head of the branch that answer calls like a decision's differently, narrowest first. */
export const GET = personRoute(
  { role: 'write', query, atOnce },
  async ({ ctx, server, query: { d, want } }) => {
    const history = await trackedHistory(server)
    const decision = await getDecision({ ctx, parts: { mirror: server.mirror, history }, id: d })
    if (decision?.policyPath == null)
      throw new RequestError('not-found', 'The log does not know the policy of this call.')
    const { root } = (await readConfiguration(server.mirror.objects, history.tip)).configuration
    const path = decision.policyPath
    const file = await readSource({ ctx, source: server, root, path })
    const parsed = file === null ? null : parsePolicy(file.text)
    if (file === null || parsed === null || !parsed.ok)
      throw new RequestError('not-found', 'The branch has no policy at this path that can be edited.')
    const tools = await seenCalls({ ctx, input: { policy: path } })
    const calls = tools.find(({ tool }) => tool === decision.tool) ?? { sampled: 0, keys: [] }
    const propose = want === 'deny' ? denyCandidates : allowCandidates
    const possible = possibleIn(file.text, propose(parsed.policy, decision, calls))
    return { path, tool: decision.tool, sampled: calls.sampled, ...possible }
  },
)
