import type { EventLine, FileLine, GapLine, SegmentLine } from './decision-batch'

/** A file, segment or gap line of a batch, with its line feed. */
export function batchLine(line: FileLine | SegmentLine | GapLine): string {
  return `${JSON.stringify(line)}\n`
}

/**
 * An event line of a batch, with its line feed. `json` is the text of the event (one JSON object without line breaks), spliced in as it
 * is so that no number is rounded; null when the line in the file is no JSON object.
 */
export function batchEventLine(line: Omit<EventLine, 'kind' | 'event'>, json: string | null): string {
  return `{"kind":"event","offset":${line.offset},"length":${line.length},"hash":"${line.hash}","event":${json ?? 'null'}}\n`
}
