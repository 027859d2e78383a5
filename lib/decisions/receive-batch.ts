import type { ConnectorActor, Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { MAX_BATCH_EVENTS, type DecisionAnswer } from '@/lib/wire/decision-batch'
import { readDecisionBatch } from '@/lib/wire/decision-batch-read'
import { takeBodySlot } from './body-slots'
import { ingestDecisions } from './ingest-decisions'
import { FileRows, keptTimes } from './log-row'
import type { ReadBlob } from './running-policies'

interface Received {
  /** Reads and unpacks the body; throws `too-large`. */
  readonly bytes: () => Promise<Uint8Array>
  readonly readBlob: ReadBlob
  readonly retentionDays: number
}

/**
 * Answers a connector's request from its body on. Throws `too-many-requests` with Retry-After when too much is on its way (memory stays
 * bounded: the body is not read then), `too-large` when the connector must split.
 */
export async function receiveBatch(
  ctx: Context<ConnectorActor>,
  { bytes, readBlob, retentionDays }: Received,
): Promise<DecisionAnswer> {
  const release = takeBodySlot(ctx.actor.proxyId)
  if (release === null) throw overloaded(1)
  try {
    const body = new TextDecoder().decode(await bytes())
    const kept = keptTimes(ctx.now, retentionDays)
    const read = readDecisionBatch(body, (file) => new FileRows(file, kept))
    if (read.kind === 'too-many-events') {
      throw new RequestError('too-large', `A batch has at most ${MAX_BATCH_EVENTS} events: send it in parts.`)
    }
    const result = await ingestDecisions({ ctx, input: { batch: read.batch, readBlob } })
    if (result.kind === 'overloaded') throw overloaded(result.retryAfterS)
    return result.answer
  } finally {
    release()
  }
}

function overloaded(seconds: number): RequestError {
  return new RequestError(
    'too-many-requests',
    'More decisions arrive than can be stored: send this again later.',
    seconds,
  )
}
