import { RequestError } from '@/lib/errors'
import { parseBody } from '@/lib/http/read-body'
import { publicRoute } from '@/lib/http/route'
import { signatureMatches } from '@/lib/http/webhook-signature'
import { readHookPayload } from '@/lib/jobs/hook-payload'
import { receiveWebhook } from '@/lib/jobs/receive-webhook'

/** GitHub sends up to 25 MB: https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const MAX_BYTES = 25 * 1024 * 1024

export const POST = publicRoute(
  { job: 'webhook', maxBytes: MAX_BYTES },
  async ({ ctx, server, request, bytes }) => {
    const { headers } = request
    // GitHub packs nothing, and what is packed could be unpacked to anything before its signature is known.
    if (headers.has('content-encoding')) throw new RequestError('invalid-input', 'Send the payload unpacked.')
    const body = await bytes()
    const secret = server.environment.GITHUB_WEBHOOK_SECRET
    if (!signatureMatches(secret, body, headers.get('x-hub-signature-256'))) {
      throw new RequestError(
        'bad-signature',
        'The webhook secret of the app on GitHub is not the one set here.',
      )
    }
    const id = headers.get('x-github-delivery')
    const event = headers.get('x-github-event')
    if (id === null || event === null) {
      throw new RequestError('invalid-input', 'X-GitHub-Delivery and X-GitHub-Event are missing.')
    }
    const payload = readHookPayload(parseBody(body, headers.get('content-type')))
    return receiveWebhook({
      ctx,
      server,
      input: { id: id.slice(0, 100), event: event.slice(0, 100), ...payload },
    })
  },
)
