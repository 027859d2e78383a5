/** What is shorter V8 copies by itself. */
const VIEW_LENGTH = 13

/**
 * The same text with memory of its own. V8 makes a part of a longer text a view that keeps all of it: a name of a client that is remembered
 * would keep the megabytes of the message that it came in.
 */
export function ownCopy(text: string): string {
  return text.length < VIEW_LENGTH ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}
