/**
 * Fields of an answer of Lockstep's own routes. They are checked by hand: a schema library would be most of what a page fetches before it
 * listens.
 */

/** A field of what may be anything; undefined when there is none. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined
  return Object.getOwnPropertyDescriptor(answer, name)?.value
}

/** A text, or null when the field holds none. */
export function textOf(answer: unknown, name: string): string | null {
  const value = fieldOf(answer, name)
  return typeof value === 'string' ? value : null
}

/** As `textOf`, where an answer without it is a bug. */
export function requireText(answer: unknown, name: string): string {
  const text = textOf(answer, name)
  if (text === null) throw new Error(`the answer has no text ${name}`)
  return text
}
