import { receiveBatch } from '@/lib/decisions/receive-batch'
import { connectorRoute } from '@/lib/http/route'
import { MAX_BATCH_BYTES } from '@/lib/wire/decision-batch'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'

/** Takes a batch of decisions: NDJSON, see lib/wire/decision-batch.ts. */
export const POST = connectorRoute({ maxBytes: MAX_BATCH_BYTES }, ({ ctx, server, bytes }) =>
  receiveBatch(ctx, {
    bytes,
    retentionDays: server.environment.DECISION_RETENTION_DAYS,
    readBlob: async (blob) => {
      const read = await server.mirror.objects.readBlob(blob, MAX_POLICY_BYTES)
      return read.kind === 'file' ? read.bytes : null
    },
  }),
)
