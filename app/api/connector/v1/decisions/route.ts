import { logTerms } from '@/lib/decisions/log-terms'
import { receiveBatch } from '@/lib/decisions/receive-batch'
import { connectorRoute } from '@/lib/http/route'
import { MAX_BATCH_BYTES } from '@/lib/wire/decision-batch'

/** Takes a batch of decisions: NDJSON, see lib/wire/decision-batch.ts. */
export const POST = connectorRoute({ maxBytes: MAX_BATCH_BYTES }, ({ ctx, server, bytes }) =>
  receiveBatch(ctx, { bytes, ...logTerms(server) }),
)
