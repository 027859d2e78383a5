import type { ConnectorActor, Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import type { ReportAnswer, ReportRequest } from '@/lib/wire/report'
import type { FleetParts } from './fleet-parts'
import { recordReport } from './record-report'
import { tellPages } from './tell-pages'

/** Records a report and tells open pages what moved; the answer for the connector. Throws RequestError where it is refused. */
export async function answerReport({
  ctx,
  parts,
  input,
}: {
  ctx: Context<ConnectorActor>
  parts: FleetParts
  input: ReportRequest
}): Promise<ReportAnswer> {
  const result = await recordReport({ ctx, parts, input })
  if (result.kind === 'overloaded') {
    const detail = 'More reports arrive than can be stored: send this again later.'
    throw new RequestError('too-many-requests', detail, result.retryAfterS)
  }
  if (result.kind !== 'recorded') throw new RequestError(result.kind, result.detail)
  if (result.moved) tellPages(ctx, ctx.actor.proxyName)
  return result.answer
}
