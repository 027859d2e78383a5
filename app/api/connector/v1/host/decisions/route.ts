import { takeBatchPlace } from '@/lib/decisions/batch-place'
import { logTerms } from '@/lib/decisions/log-terms'
import { takeBatch } from '@/lib/decisions/take-batch'
import { fewAtATime } from '@/lib/few-at-a-time'
import { hostRoute } from '@/lib/http/route'
import { hostBatches, outcomeOf } from '@/lib/wire/host-calls'

const MAX_BYTES = 4 * 1024 * 1024
/** A host has one place among the calls with decisions, however many proxies it has. */
const AT_ONCE = 8

/** Takes batches of decisions of many proxies of one host; each is answered as if it had come alone. */
export const POST = hostRoute(
  { body: hostBatches, maxBytes: MAX_BYTES, takePlace: takeBatchPlace },
  async ({ body, server, forProxy }) => {
    const terms = logTerms(server)
    const done = await fewAtATime(body.batches, AT_ONCE, ({ token, batch }) =>
      forProxy(token, (ctx) => takeBatch(ctx, { body: batch, ...terms })),
    )
    return { outcomes: done.map(outcomeOf) }
  },
)
