import { eventLineSchema } from '../decision-batch'
import type { BatchEvent, BatchPart, PartLine } from '../decision-batch-read'

/** An event with its members as they were sent. */
export interface KeptEvent extends BatchEvent {
  readonly event: Readonly<Record<string, unknown>>
}

/** A part of an event file with its events as they were sent. */
export interface KeptEvents extends BatchPart {
  readonly events: readonly KeptEvent[]
}

/** Begins one. */
export function keepEvents(file: PartLine): KeptEvents {
  const events: KeptEvent[] = []
  const take = (placed: BatchEvent) => {
    const { event } = eventLineSchema.parse(JSON.parse(placed.text))
    if (event === null) throw new Error('a line without an event was taken')
    events.push({ ...placed, event })
  }
  return { file, events, gaps: [], rejected: [], take }
}
