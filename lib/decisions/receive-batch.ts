import type { ConnectorActor, Context } from '@/lib/context'
import type { DecisionAnswer } from '@/lib/wire/decision-batch'
import { takeBatchPlace } from './batch-place'
import { takeBatch, type LogTerms } from './take-batch'

interface Received extends LogTerms {
  /** Reads and unpacks the body; throws `too-large`. */
  readonly bytes: () => Promise<Uint8Array>
}

/**
 * Answers a connector's request from its body on. Throws `too-many-requests` with Retry-After when too much is on its way (memory stays
 * bounded: the body is not read then), `too-large` when the connector must split.
 */
export async function receiveBatch(
  ctx: Context<ConnectorActor>,
  { bytes, ...terms }: Received,
): Promise<DecisionAnswer> {
  const release = takeBatchPlace(ctx.actor.proxyId)
  try {
    return await takeBatch(ctx, { body: new TextDecoder().decode(await bytes()), ...terms })
  } finally {
    release()
  }
}
