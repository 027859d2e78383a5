/**
 * The id of an event file that every connector finds by itself, whatever it remembers and wherever it runs: made from the file's first line,
 * which names its process and the nanosecond, so that two files of different processes never share it. A UUID of version 8 (RFC 9562: of
 * one's own making). `firstLine` is the line's SHA-256 in hex.
 */
export function eventFileId(firstLine: string): string {
  const variant = '89ab'.charAt(parseInt(firstLine.charAt(16), 16) % 4)
  const parts = [
    firstLine.slice(0, 8),
    firstLine.slice(8, 12),
    `8${firstLine.slice(13, 16)}`,
    variant + firstLine.slice(17, 20),
    firstLine.slice(20, 32),
  ]
  return parts.join('-')
}
