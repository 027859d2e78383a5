/** No name that people review is longer. */
export const LONGEST_NAME = 500
/** Most characters that a sentence repeats: the log keeps it. */
const SAID = 200

/** What a client wrote, in a sentence about it. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > SAID ? `${text.slice(0, SAID)}…` : text)
}
