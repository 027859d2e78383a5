import type { ConnectorActor, Context } from '@/lib/context'
import type { ReportAnswer, ReportRequest } from '@/lib/wire/report'
import { PROTOCOL, REPORT_INTERVAL_S } from '@/lib/wire/terms'
import { readReporter, noteSecondConnector, type Reporter } from './connector-boot'
import type { FleetParts } from './fleet-parts'
import { heldSkew, likelySkew, LONGEST_UNDER_WAY_MS, measureSkew } from './host-clock'
import { lookForContent } from './look-for-content'
import { storeReport } from './store-report'

export type ReportResult =
  /** `moved`: a file, a load or the set of processes is another than before; a heartbeat alone is none. */
  | { readonly kind: 'recorded'; readonly answer: ReportAnswer; readonly moved: boolean }
  | { readonly kind: 'second-connector' | 'protocol-too-old'; readonly detail: string }
  /** Too much is on its way: nothing was taken. */
  | { readonly kind: 'overloaded'; readonly retryAfterS: number }

/** A second boot within this time of the first one's last contact is another connector. */
export const SECOND_BOOT_MS = 2 * REPORT_INTERVAL_S * 1000

const RETRY_AFTER_S = 2

/**
 * Takes a connector's report about its own proxy. Facts are stored when they differ, loads are only ever added, the last contact is
 * kept in memory and written in batches. A report that is sent again changes nothing.
 */
export async function recordReport({
  ctx,
  parts,
  input,
}: {
  ctx: Context<ConnectorActor>
  parts: FleetParts
  input: ReportRequest
}): Promise<ReportResult> {
  if (!speaks(input.protocol)) {
    return { kind: 'protocol-too-old', detail: `This server speaks ${PROTOCOL}; update the connector.` }
  }
  const { proxyId } = ctx.actor
  // It may take seconds, in which another boot may take over: first of all, so that nothing is decided from what was before.
  await lookForContent(ctx, parts.source.mirror, input)
  const contact = parts.contacts.of(proxyId)
  const reporter = await readReporter(ctx, proxyId, contact)
  if (isSecond(reporter, input, ctx.now)) {
    await noteSecondConnector(ctx, proxyId, input.boot)
    const detail = `Another connector reports for ${reporter.name}. Stop one of the two; replicas need names of their own.`
    return { kind: 'second-connector', detail }
  }
  const step = nextStep(reporter, input)
  const measured = measureSkew(input.clock, ctx.now)
  // What was measured long before says nothing of a clock that may have been set since.
  const isNext =
    contact?.boot === input.boot && ctx.now.getTime() - contact.lastSeenAt.getTime() < LONGEST_UNDER_WAY_MS
  const skewMs = likelySkew(isNext ? contact.measuredSkewMs : null, measured)
  if (step === 'store') {
    const takesOver = reporter.boot !== input.boot
    const outcome = await storeReport({ ctx, input, takesOver, skewMs: heldSkew(reporter.skewMs, skewMs) })
    if (outcome === 'overloaded') return { kind: 'overloaded', retryAfterS: RETRY_AFTER_S }
  }
  // One whose boot does not count yet is asked for all that it knows: were its contact taken, it would keep itself out.
  if (step === 'store' || reporter.boot === input.boot) {
    parts.contacts.note(proxyId, {
      lastSeenAt: ctx.now,
      clockSkewMs: withinInteger(skewMs),
      measuredSkewMs: measured,
      droppedTotal: input.droppedTotal,
      version: input.version,
      protocol: input.protocol,
      boot: input.boot,
    })
    if (parts.contacts.takeTurn(reporter.writtenAt, ctx.now)) await parts.contacts.flush(ctx.db)
  }
  const { desired } = await parts.source.desiredOf(reporter, ctx.now)
  return {
    kind: 'recorded',
    moved: step === 'store' && tellsNews(input),
    answer: {
      ack: step === 'store' ? input.seq : Math.max(reporter.boot === input.boot ? reporter.lastSeq : -1, -1),
      wantFull: step === 'want-full',
      intervalS: REPORT_INTERVAL_S,
      desired,
      ...(ctx.actor.renewToken === true ? { renewToken: true } : {}),
      takesDiffers: true,
      takesEvents: true,
      takesTakenAt: true,
      serverTime: ctx.now.toISOString(),
    },
  }
}

function tellsNews({ full, facts, loads, instances }: ReportRequest): boolean {
  return (
    full ||
    loads.length > 0 ||
    Object.keys(facts).length > 0 ||
    instances.some(({ endedAt }) => endedAt !== null)
  )
}

/** The previous two minor versions of the protocol are spoken as well. */
function speaks(protocol: string): boolean {
  const [major = 0, minor = 0] = protocol.split('.').map(Number)
  const [ourMajor = 0, ourMinor = 0] = PROTOCOL.split('.').map(Number)
  return major === ourMajor && minor >= ourMinor - 2
}

function isSecond(reporter: Reporter, input: ReportRequest, now: Date): boolean {
  const { boot, seenAt } = reporter
  if (boot === null || boot === input.boot || boot === input.previousBoot || seenAt === null) return false
  return now.getTime() - seenAt.getTime() < SECOND_BOOT_MS
}

/** What to do with a report: `seen` was stored before (a resend, or a keep-alive); `want-full` has a gap before it. */
function nextStep(reporter: Reporter, input: ReportRequest): 'store' | 'seen' | 'want-full' {
  if (reporter.boot !== input.boot) return input.full ? 'store' : 'want-full'
  if (input.seq <= reporter.lastSeq) return 'seen'
  return input.full || input.seq === reporter.lastSeq + 1 ? 'store' : 'want-full'
}

/** What an integer column holds of it. */
function withinInteger(ms: number): number {
  return Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), ms))
}
