import {
  batchLineSchema,
  MAX_BATCH_EVENTS,
  MAX_BATCH_FILES,
  MAX_EVENT_BYTES,
  type BatchLine,
  type FileLine,
  type GapLine,
  type RejectCode,
  type RejectedLine,
  type SegmentLine,
} from './decision-batch'
import { readDecisionEvent, type ReadEvent } from './decision-event'
import { readPlainDecision, type ReadLine } from './plain-event'

/** The policy that was running when the events behind it were written. */
export type RunningSegment = Omit<SegmentLine, 'kind'>

/** A line of the event file that will never be taken. */
export interface RejectedEvent {
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly code: RejectCode
}

/** The part of one event file that a batch brings, as it is read. */
export interface BatchPart {
  readonly file: PartLine
  readonly gaps: GapLine[]
  readonly rejected: RejectedEvent[]
  /**
   * Takes what the next event says: only what is made of it stays, since thousands of parsed lines would be moved about in memory. `place` is
   * its line of the body.
   */
  take(read: ReadEvent, line: ReadLine, segment: RunningSegment, place: LinePlace): void
}

/** How a part of an event file begins. */
export interface PartLine extends FileLine {
  /** Line of the body that opened it, from one. */
  readonly line: number
}

export interface DecisionBatch<Part> {
  readonly parts: readonly Part[]
  /** Lines that belong to no file. */
  readonly rejected: readonly RejectedLine[]
}

export type ReadBatch<Part> =
  | { readonly kind: 'batch'; readonly batch: DecisionBatch<Part> }
  | { readonly kind: 'too-many-events' }

/**
 * Reads the decompressed body of a batch; `open` begins what a part of an event file becomes. Never throws: a line that cannot be taken
 * is listed with a code and the rest goes on. The caller has checked MAX_BATCH_BYTES.
 */
export function readDecisionBatch<Part extends BatchPart>(
  body: string,
  open: (file: PartLine) => Part,
): ReadBatch<Part> {
  const reader = new BatchReader(open)
  let number = 0
  for (let start = 0; start < body.length;) {
    const feed = body.indexOf('\n', start)
    const end = feed < 0 ? body.length : feed
    number += 1
    if (end > start) reader.take({ body, start, end, number })
    if (reader.events > MAX_BATCH_EVENTS || reader.opened > MAX_BATCH_FILES)
      return { kind: 'too-many-events' }
    start = end + 1
  }
  return { kind: 'batch', batch: { parts: reader.parts, rejected: reader.rejected } }
}

/** Where a line stands. */
export interface LinePlace {
  readonly body: string
  readonly start: number
  readonly end: number
  /** From one. */
  readonly number: number
}

/** The whole line as it was sent. */
export function textOf({ body, start, end }: LinePlace): string {
  return body.slice(start, end)
}

/** A line of the batch, of an event what it says. */
type TakenLine = Exclude<BatchLine, { kind: 'event' }> | ReadLine

const NO_POLICY: RunningSegment = { sha256: null, blob: null, evidence: 0 }

class BatchReader<Part extends BatchPart> {
  readonly parts: Part[] = []
  readonly rejected: RejectedLine[] = []
  /** Event lines so far, good or bad. */
  events = 0
  /** Parts of files so far, good or bad: each costs a row. */
  opened = 0
  #part: Part | null = null
  #segment = NO_POLICY
  /** Nothing may start before this offset. */
  #position = 0
  /** Where the parts of each file end so far: the next one may not go back. */
  readonly #ends = new Map<string, number>()

  constructor(private readonly open: (file: PartLine) => Part) {}

  take(place: LinePlace): void {
    const plain = readPlainDecision(place.body, place.start)
    const value = plain === null ? parseJson(textOf(place)) : null
    const line = plain ?? readLine(value)
    const { number } = place
    if (line === null) return this.#refuse(value, number)
    if (line.kind === 'file') return this.#open(line, number)
    if (line.kind === 'event') this.events += 1
    if (this.#part === null) return this.#rejectOutside(number, placeOf(line), 'no-file')
    this.#add(this.#part, line, place)
  }

  #open(file: FileLine, number: number): void {
    this.opened += 1
    this.#segment = NO_POLICY
    this.#position = file.from
    const behind = this.#ends.get(file.fileId) ?? 0
    this.#ends.set(file.fileId, Math.max(behind, file.to))
    if (file.to < file.from || file.from < behind) {
      this.#part = null
      this.rejected.push({ fileId: file.fileId, offset: file.from, line: number, code: 'bad-offset' })
      return
    }
    this.#part = this.open({ ...file, line: number })
    this.parts.push(this.#part)
  }

  #add(part: Part, line: Exclude<TakenLine, FileLine>, place: LinePlace): void {
    if (line.kind === 'segment') {
      this.#segment = { sha256: line.sha256, blob: line.blob, evidence: line.evidence }
      return
    }
    const from = placeOf(line)
    const to = line.kind === 'gap' ? line.to : line.offset + line.length
    const isPlace = line.kind === 'gap' && line.reason === 'unwritten'
    if (from < this.#position || (isPlace ? to !== from : to <= from) || to > part.file.to) {
      this.#rejectOutside(place.number, from, 'bad-offset')
      return
    }
    this.#position = to
    if (line.kind === 'gap') part.gaps.push(line)
    else this.#addEvent(part, line, place)
  }

  #addEvent(part: Part, line: ReadLine, place: LinePlace): void {
    const { offset, length, read } = line
    const { start, end, number } = place
    const code = length > MAX_EVENT_BYTES || end - start > 2 * MAX_EVENT_BYTES ? 'too-long' : 'bad-json'
    if (read === null || code === 'too-long') part.rejected.push({ offset, length, line: number, code })
    else part.take(read, line, this.#segment, place)
  }

  /** A line of no known shape: as much of it as can be read names the place. */
  #refuse(value: unknown, number: number): void {
    const kind = member(value, 'kind')
    if (kind === 'event') this.events += 1
    // After a damaged file line nothing can be attributed until the next good one.
    if (kind === 'file') this.#part = null
    const offset = member(value, 'offset')
    const known = typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0
    this.#rejectOutside(number, known ? offset : null, 'bad-line')
  }

  #rejectOutside(line: number, offset: number | null, code: RejectCode): void {
    this.rejected.push({ fileId: this.#part?.file.fileId ?? null, offset, line, code })
  }
}

const HEX = /^[0-9a-f]+$/

/**
 * As `batchLineSchema` reads it. Lines of events are told by hand, in a tenth of the time; a test holds the two to the same answer.
 */
function readLine(value: unknown): TakenLine | null {
  if (isRecord(value) && value.kind === 'event') {
    const { offset, length, hash, event } = value
    const isEvent = event === null || (isRecord(event) && !Array.isArray(event))
    if (
      isEvent &&
      isOffset(offset) &&
      isOffset(length) &&
      length > 0 &&
      typeof hash === 'string' &&
      hash.length === 32 &&
      HEX.test(hash)
    )
      return { kind: 'event', offset, length, hash, read: event === null ? null : readDecisionEvent(event) }
  }
  const line = batchLineSchema.safeParse(value)
  if (!line.success) return null
  const { data } = line
  if (data.kind !== 'event') return data
  const { offset, length, hash, event } = data
  return { kind: 'event', offset, length, hash, read: event === null ? null : readDecisionEvent(event) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function placeOf(line: ReadLine | GapLine): number
function placeOf(line: Exclude<TakenLine, FileLine>): number | null
function placeOf(line: Exclude<TakenLine, FileLine>): number | null {
  if (line.kind === 'segment') return null
  return line.kind === 'event' ? line.offset : line.from
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
