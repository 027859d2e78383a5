import { findReaderFault, type ReaderFault } from './reader-fault'
import { BOM } from './characters'

/** The decoded text of a file, ready to be scanned. All offsets of this folder are UTF-16 units into `text`. */
export interface SourceText {
  /** The whole text, byte order mark included. Bytes that are not valid show as U+FFFD. */
  readonly text: string
  /** Where scanning starts: 1 behind a byte order mark, else 0. */
  readonly start: number
  /** Set when some character may not appear in YAML: scanning fails as soon as it needs text at or behind `fault.limit`. */
  readonly fault: ReaderFault | null
}

const SURROGATE = /[\ud800-\udfff]/
const LONE_SURROGATES = /\p{Surrogate}/gu
const UNREADABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]/
const UNREADABLE_BEYOND_BMP = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Decodes a file as go-yaml's reader does: UTF-8, or UTF-16 when a byte order mark says so. */
export function readSource(source: string | Uint8Array): SourceText {
  return typeof source === 'string' ? readText(source) : readBytes(source)
}

/** A lone surrogate cannot be written to a file; it counts as the U+FFFD an encoder would write. */
function readText(source: string): SourceText {
  const astral = SURROGATE.test(source)
  const text = astral ? source.replace(LONE_SURROGATES, '\ufffd') : source
  const readable = !(astral ? UNREADABLE_BEYOND_BMP : UNREADABLE).test(text)
  const fault = readable ? null : findReaderFault(new TextEncoder().encode(text))
  return { text, start: text.charCodeAt(0) === BOM ? 1 : 0, fault }
}

function readBytes(bytes: Uint8Array): SourceText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return readUtf16(bytes, 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return readUtf16(bytes, 'utf-16be')
  try {
    return readText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    return { text, start: text.charCodeAt(0) === BOM ? 1 : 0, fault: findReaderFault(bytes) }
  }
}

function readUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): SourceText {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
  return { text, start: 1, fault: findReaderFault(bytes) }
}
