import { RequestError } from '@/lib/errors'
import { answerHost } from '@/lib/fleet/answer-host'
import { connectorRoute } from '@/lib/http/route'
import { hostAnswer } from '@/lib/wire/host-request'

/** Takes what a connector answers to a person who asked. */
export const POST = connectorRoute({ body: hostAnswer }, async ({ ctx, body }) => {
  const result = await answerHost({ ctx, input: body })
  if (result.kind === 'not-open')
    throw new RequestError(
      'not-found',
      'Nobody waits for this answer: the request was answered or has ended.',
    )
  if (result.kind === 'not-valid') throw new RequestError('invalid-input', result.detail)
  return result
})
