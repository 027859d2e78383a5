import * as z from 'zod'
import { createDraft } from '@/lib/changes/create-draft'
import { readSource } from '@/lib/changes/list-sources'
import { getDecision } from '@/lib/decisions/get-decision'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { printable } from '@/lib/policy/describe/sentence'
import { pinCall } from '@/lib/policy/test/pin-call'
import { testPathOf } from '@/lib/policy/test/test-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const body = z.object({ d: z.string().max(100) })
const atOnce = { kind: 'start a draft', most: 2 }

/** Starts a draft of a decision's policy in which the call is a policy test. */
export const POST = personRoute({ role: 'write', atOnce, body }, async ({ ctx, server, body: { d } }) => {
  const history = await trackedHistory(server)
  const decision = await getDecision({ ctx, parts: { mirror: server.mirror, history }, id: d })
  const path = decision?.followsPath ?? null
  if (decision === null || path === null)
    throw new RequestError('not-found', 'The log does not know the policy of this call.')
  const { root } = (await readConfiguration(server.mirror.objects, history.tip)).configuration
  const testPath = testPathOf(path)
  const tests = await readSource({ ctx, source: server, root, path: testPath })
  const result = decision.result === 'allowed' ? 'allowed' : 'denied'
  const text = pinCall(tests?.text ?? null, { ...decision, result, wanted: result })
  if (text === null)
    throw new RequestError('not-found', 'A case cannot be added to the tests of this policy as they are.')
  const file = tests === null ? { path: testPath, text } : { basePath: testPath, edits: [], text }
  const files = [{ basePath: path, edits: [], text: null }, file]
  const input = { title: `Pin a call of ${printable(decision.tool)}`.slice(0, 256), description: '', files }
  return { draft: await createDraft({ ctx, source: server, input }), testPath }
})
