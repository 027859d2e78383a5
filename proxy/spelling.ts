import type { Member } from './json-scan'

/**
 * A member's name as lenient readers take it. Go's `encoding/json` and .NET's serializer for the web ignore case, cJSON does and also ends
 * a name at U+0000, and to Swift é is one whether written with one sign or with two. Both cases, because U+017F becomes S only in upper case and
 * U+212A becomes k only in lower case.
 */
export function spelling(name: string): string {
  // Most names are these, and there are some in every message.
  if (/^[a-z]*$/.test(name)) return name
  return beforeNul(name).normalize('NFC').toUpperCase().toLowerCase()
}

/** Members whose key a lenient reader takes for `name`. */
export function spelled(members: readonly Member[], name: string): Member[] {
  return members.filter(({ key }) => spelling(key) === name)
}

/** What is left of a text for a reader that takes U+0000 for its end. */
export function beforeNul(text: string): string {
  const nul = text.indexOf('\0')
  return nul < 0 ? text : text.slice(0, nul)
}
