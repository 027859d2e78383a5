import type { ConnectorActor, Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { MAX_BATCH_EVENTS, type DecisionAnswer } from '@/lib/wire/decision-batch'
import { readDecisionBatch } from '@/lib/wire/decision-batch-read'
import { ingestDecisions } from './ingest-decisions'
import { FileRows, keptTimes } from './log-row'
import type { ReadBlob } from './running-policies'

/** What the log needs beside a batch. */
export interface LogTerms {
  readonly readBlob: ReadBlob
  readonly retentionDays: number
}

/** Takes the unpacked body of a batch into the log. Throws `too-large` when it must be split, `too-many-requests` with Retry-After. */
export async function takeBatch(
  ctx: Context<ConnectorActor>,
  { body, readBlob, retentionDays }: LogTerms & { readonly body: string },
): Promise<DecisionAnswer> {
  const kept = keptTimes(ctx.now, retentionDays)
  const read = readDecisionBatch(body, (file) => new FileRows(file, kept))
  if (read.kind === 'too-many-events') {
    throw new RequestError('too-large', `A batch has at most ${MAX_BATCH_EVENTS} events: send it in parts.`)
  }
  const result = await ingestDecisions({ ctx, input: { batch: read.batch, readBlob } })
  if (result.kind === 'overloaded') throw overloaded(result.retryAfterS)
  return result.answer
}

/** The log takes nothing more for so many seconds. */
export function overloaded(seconds: number): RequestError {
  return new RequestError(
    'too-many-requests',
    'More decisions arrive than can be stored: send this again later.',
    seconds,
  )
}
