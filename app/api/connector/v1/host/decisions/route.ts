import { logTerms } from '@/lib/decisions/log-terms'
import { takeBatch } from '@/lib/decisions/take-batch'
import { hostRoute } from '@/lib/http/route'
import { hostBatches, outcomeOf } from '@/lib/wire/host-calls'

const MAX_BYTES = 4 * 1024 * 1024

/** Takes batches of decisions of many proxies of one host; each is answered as if it had come alone. */
export const POST = hostRoute(
  { body: hostBatches, maxBytes: MAX_BYTES },
  async ({ body, server, forProxy }) => {
    const terms = logTerms(server)
    const done = await Promise.all(
      body.batches.map(({ token, batch }) =>
        forProxy(token, (ctx) => takeBatch(ctx, { body: batch, ...terms })),
      ),
    )
    return { outcomes: done.map(outcomeOf) }
  },
)
