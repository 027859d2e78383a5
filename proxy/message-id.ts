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

/**
 * Whether it is known what an error to an id can have for its own: of a text or a whole number, as MCP allows it, that, and of null little else
 * (`answeredAs`). Of others servers make null or a whole number, which is that of something else.
 */
export function isAnswerable({ key }: MessageId): boolean {
  return /^(?:text |number -?\d+$|null$)/.test(key)
}

/** The key without its type: some servers take 5 and "5" for the same. */
function untypedKey({ key }: MessageId): string {
  return key.replace(/^(?:text|number) /, '')
}

/** What stands for an id where very many are kept: a number, however long it is. Two that share one are doubted together, which is safe. */
export function idNumber(id: MessageId): number {
  return hash(untypedKey(id))
}

/** FNV-1a over the units of the text; as a signed number of 32 bits, which V8 keeps in place. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value | 0
}

const OF_NULL = ['null', '0', '', 'None', '<nil>'].map(hash)

/** The ids that an error may have which a server sends to a request with this one. */
export function answeredAs(id: MessageId): readonly number[] {
  // Languages give an id that is null the empty value of its type, or make a text of it.
  return id.key === 'null' ? OF_NULL : [idNumber(id)]
}

/** The id at a span. */
export function readId(text: string, span: Span): MessageId {
  const raw = ownCopy(text.slice(span.start, span.end))
  if (raw.startsWith('"')) return { text: raw, key: `text ${stringAt(raw, { start: 0, end: raw.length })}` }
  const number = Number(raw)
  return { text: raw, key: Number.isNaN(number) ? raw : `number ${number}` }
}
