/** Controls, line separators, zero-width and bidirectional characters: what can make a line read as something else. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

/** Text out of git (a path, a name, a subject) for one line of a page: what cannot be seen is written as `\u202e`. */
export function printableText(text: string): string {
  return text.replaceAll(
    UNPRINTABLE,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
