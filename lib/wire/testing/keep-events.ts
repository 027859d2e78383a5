import { eventLineSchema } from '../decision-batch'
import { textOf, type BatchPart, type PartLine, type RunningSegment } from '../decision-batch-read'
import type { ReadEvent } from '../decision-event'
import type { ReadLine } from '../plain-event'

/** An event with the policy that was running when it was written, and its members as they were sent. */
export interface KeptEvent extends Omit<ReadLine, 'kind'>, RunningSegment {
  readonly read: ReadEvent
  /** Line of the body, from one. */
  readonly line: number
  readonly event: Readonly<Record<string, unknown>>
}

/** A part of an event file with its events as they were sent. */
export interface KeptEvents extends BatchPart {
  readonly events: readonly KeptEvent[]
}

/** Begins one. */
export function keepEvents(file: PartLine): KeptEvents {
  const events: KeptEvent[] = []
  const take: BatchPart['take'] = (read, { offset, length, hash }, segment, place) => {
    const { event } = eventLineSchema.parse(JSON.parse(textOf(place)))
    if (event === null) throw new Error('a line without an event was taken')
    events.push({ offset, length, hash, read, ...segment, line: place.number, event })
  }
  return { file, events, gaps: [], rejected: [], take }
}
