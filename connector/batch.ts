import { MAX_BATCH_EVENTS, MAX_BATCH_FILES, MAX_EVENT_BYTES } from '@/lib/wire/decision-batch'
import { batchEventLine, batchLine } from '@/lib/wire/decision-batch-write'
import { toNanoseconds } from '@/lib/wire/terms'
import { sha256Of } from './digest'
import { EventNumbers, type Unwritten } from './event-number'
import { maskEvent } from './mask-event'
import type { TrackedFile } from './tracked-file'

/** Half of what the server takes: lines grow by their framing. */
const MAX_BYTES = 1024 * 1024

/** Told by reports; not part of the decision log. */
const NOT_SENT = /^\{"ts":"[^"]*","type":"(startup|config_reload|heartbeat|shutdown)"/

/**
 * Decisions of several files that were not acknowledged yet, as one body. Null when there is nothing to send. Files of strangers, processes
 * that fit no proxy here, wait unless they were taken up before `strangersBefore` (ms since the epoch).
 */
export function buildBatch(
  files: readonly TrackedFile[],
  maxEvents = MAX_BATCH_EVENTS,
  strangersBefore = Infinity,
): Buffer | null {
  const parts: string[] = []
  let [events, bytes] = [0, 0]
  for (const tracked of files) {
    if (events >= maxEvents || bytes >= MAX_BYTES || parts.length >= MAX_BATCH_FILES) break
    if (!tracked.owed) continue
    if (tracked.tracker.matchedBy === null && tracked.takenUpAt > strangersBefore) continue
    const part =
      tracked.lost === null ? filePart(tracked, maxEvents - events, MAX_BYTES - bytes) : lostPart(tracked)
    if (part === null) continue
    parts.push(part.text)
    events += part.events
    bytes += part.text.length
  }
  return parts.length === 0 ? null : Buffer.from(parts.join(''))
}

function header(tracked: TrackedFile, from: number, to: number): string {
  const { id, firstLine, tracker } = tracked
  return batchLine({
    kind: 'file',
    fileId: id,
    firstLine,
    instance: tracker.nativeId,
    matched: tracker.matchedBy !== null,
    from,
    to,
  })
}

/** A part without lines says how far the server is thought to have the file. */
function filePart(
  tracked: TrackedFile,
  maxEvents: number,
  maxBytes: number,
): { text: string; events: number } | null {
  const { file, due, tracker } = tracked
  if (file === null) return null
  const texts: string[] = []
  let [at, bytes, segmentAt] = [due.from, 0, -1]
  const numbers = new EventNumbers(file.lineBefore(due.from), tracked.follows)
  for (const line of file.lines(due.from, Math.min(maxBytes, due.to - due.from))) {
    if (line.offset >= due.to || texts.length >= maxEvents || bytes >= maxBytes) break
    at = line.offset + line.length
    const current = tracker.segments.findLastIndex(({ from }) => from <= line.offset)
    const segment = tracker.segments[current]
    const text = line.bytes.length > MAX_EVENT_BYTES ? null : line.bytes.toString('utf8')
    if (line.bytes.length === 0) continue
    const unwritten = numbers.missingBefore(text)
    if (line.offset < tracked.sentTo) continue
    if (unwritten !== null) texts.push(gapAt(line.offset, unwritten))
    if (text !== null && NOT_SENT.test(text)) continue
    if (segment !== undefined && current !== segmentAt) {
      const { sha256, blob, evidence } = segment
      texts.push(batchLine({ kind: 'segment', sha256, blob, evidence }))
      segmentAt = current
    }
    const hash = sha256Of(line.bytes).slice(0, 32)
    const sent = batchEventLine(
      { offset: line.offset, length: line.length, hash },
      text === null ? null : maskEvent(text),
    )
    texts.push(sent)
    bytes += sent.length
  }
  if (at === due.from && due.from < due.to) return null
  return { text: header(tracked, due.from, at) + texts.join(''), events: texts.length }
}

function lostPart(tracked: TrackedFile): { text: string; events: number } | null {
  const { lost, acked, tracker } = tracked
  if (lost === null) return null
  const gap = batchLine({
    kind: 'gap',
    from: acked,
    to: lost.to,
    ...spanOf(tracked.ackedAt, tracker.lastEventAt),
    events: tracked.unsentNumbers,
    reason: lost.reason,
  })
  return { text: header(tracked, acked, lost.to) + gap, events: 1 }
}

/** Events without a line take no bytes. */
function gapAt(offset: number, { events, fromTime, toTime }: Unwritten): string {
  const times = spanOf(fromTime, toTime)
  return batchLine({ kind: 'gap', from: offset, to: offset, ...times, events, reason: 'unwritten' })
}

/** Times as a gap tells them: in their order, also where a clock was set back in between. */
function spanOf(before: string | null, last: string | null) {
  const [from, to] = [before, last].map((ts) => (ts === null ? null : toNanoseconds(ts)))
  return from != null && to != null && from > to
    ? { fromTime: last, toTime: before }
    : { fromTime: before, toTime: last }
}
