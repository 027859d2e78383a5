/** Control, format (bidi, zero-width) and separator characters, and halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** Hostile text on one line: what nobody sees becomes U+FFFD. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, '\ufffd')
}
