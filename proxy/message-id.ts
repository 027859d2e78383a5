import { stringAt, type Span } from './json-scan'
import { ownCopy } from './own-copy'

/** Ids are counted, or UUIDs at most; they are kept until the answer. */
export const LONGEST_ID = 1000

/** The id of a JSON-RPC request. */
export interface MessageId {
  /** As it was written; what an answer repeats, so that an id beyond 2^53 comes back as it went. */
  readonly text: string
  /** Equal for ids that a reader may take for the same: servers answer 1e2 with 100, and round ids beyond 2^53. */
  readonly key: string
}

/** Whether MCP allows an id: a text or a whole number. Of others servers make null or a whole number, which is that of something else. */
export function isAllowedId({ key }: MessageId): boolean {
  return /^(?:text |number -?\d+$)/.test(key)
}

/** The key without its type: some servers take 5 and "5" for the same. */
export function untypedKey({ key }: MessageId): string {
  return key.replace(/^(?:text|number) /, '')
}

/** The id at a span. */
export function readId(text: string, span: Span): MessageId {
  const raw = ownCopy(text.slice(span.start, span.end))
  if (raw.startsWith('"')) return { text: raw, key: `text ${stringAt(raw, { start: 0, end: raw.length })}` }
  const number = Number(raw)
  return { text: raw, key: Number.isNaN(number) ? raw : `number ${number}` }
}
