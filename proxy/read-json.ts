/** A JSON-RPC payload as received: a line without its end, or a body. `undefined` from `readJson` = nobody may be given it. */
export interface JsonText {
  readonly text: string
  /** Where the value begins, behind white space. */
  readonly start: number
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes bytes that must be one JSON value in UTF-8 (RFC 8259); undefined when they are not: a byte order mark, text behind the value,
 * a byte that is not UTF-8. Lenient readers behind us would each make something else of those. So would a reader that takes a lone
 * carriage return for the end of a line (Python's text streams do) and could find a message inside another one: inside a line it is
 * refused too, where JSON would allow it as white space.
 */
export function readJson(bytes: Uint8Array, isLine: boolean): JsonText | undefined {
  try {
    const text = UTF8.decode(bytes)
    JSON.parse(text)
    if (isLine && text.trimEnd().includes('\r')) return undefined
    return { text, start: /^[ \t\n\r]*/.exec(text)?.[0].length ?? 0 }
  } catch {
    return undefined
  }
}
