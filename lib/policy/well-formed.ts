const SURROGATE = /[\ud800-\udfff]/
const LONE_SURROGATE = /\p{Surrogate}/gu

/** Whether the text holds no lone surrogate, which neither UTF-8 nor PostgreSQL can keep. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** The text with U+FFFD for each lone surrogate, as Go decodes JSON and prints strings that are no UTF-8. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\ufffd') : text
}
