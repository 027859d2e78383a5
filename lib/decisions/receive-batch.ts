import type { ConnectorActor, Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { MAX_BATCH_EVENTS, type DecisionAnswer } from '@/lib/wire/decision-batch'
import { readDecisionBatch } from '@/lib/wire/decision-batch-read'
import { takeBodySlot } from './body-slots'
import { ingestDecisions } from './ingest-decisions'
import type { ReadBlob } from './running-policies'

interface Received {
  /** Reads and unpacks the body; throws `too-large`. */
  readonly bytes: () => Promise<Uint8Array>
  readonly readBlob: ReadBlob
  readonly retentionDays: number
}

/**
 * Answers a connector's request from its body on. Throws `too-many-requests` with Retry-After when too much is on its way (memory stays
 * bounded: the body is not read then), `too-large` when the connector must split, `not-ready` while the database does not answer.
 */
export async function receiveBatch(
  ctx: Context<ConnectorActor>,
  { bytes, readBlob, retentionDays }: Received,
): Promise<DecisionAnswer> {
  const release = takeBodySlot(ctx.actor.proxyId)
  if (release === null) throw overloaded(1)
  try {
    const read = readDecisionBatch(new TextDecoder().decode(await bytes()))
    if (read.kind === 'too-many-events') {
      throw new RequestError('too-large', `A batch has at most ${MAX_BATCH_EVENTS} events: send it in parts.`)
    }
    const result = await ingestDecisions({ ctx, input: { batch: read.batch, readBlob, retentionDays } })
    if (result.kind === 'overloaded') throw overloaded(result.retryAfterS)
    return result.answer
  } catch (error) {
    throw isDatabaseAway(error) ? away() : error
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

function away(): RequestError {
  return new RequestError(
    'not-ready',
    'The database does not answer: nothing was taken, send this again later.',
    5,
  )
}

/** Classes 08 (connection), 53 (resources) and 57 (operator, shutdown) of PostgreSQL, and the sockets' and the pool's own words. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^(08|53|57)/.test(code) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code)) return true
  return /timeout exceeded when trying to connect|Connection terminated/i.test(error.message)
}
