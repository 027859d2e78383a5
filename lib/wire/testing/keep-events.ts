import type { BatchEvent, BatchPart, PartLine } from '../decision-batch-read'

/** A part of an event file with its events as they were sent. */
export interface KeptEvents extends BatchPart {
  readonly events: readonly BatchEvent[]
}

/** Begins one. */
export function keepEvents(file: PartLine): KeptEvents {
  const events: BatchEvent[] = []
  return { file, events, gaps: [], rejected: [], take: (event) => void events.push(event) }
}
