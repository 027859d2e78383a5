/**
 * The text of a path or a name, which is bytes to git. What is no UTF-8 is written as `\xff`, so that two files whose names differ in such
 * bytes alone stay two: as U+FFFD they would be shown, and looked up, as one.
 */
export function pathText(bytes: Buffer, start = 0, end = bytes.length): string {
  const text = bytes.toString('utf8', start, end)
  if (!text.includes('\uFFFD')) return text
  let spelt = ''
  for (let at = start; at < end;) {
    const next = Math.min(at + lengthOf(bytes[at] ?? 0), end)
    const character = bytes.toString('utf8', at, next)
    const isWhole = Buffer.from(character).equals(bytes.subarray(at, next))
    spelt += isWhole ? character : `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`
    at = isWhole ? next : at + 1
  }
  return spelt
}

/** How many bytes a character has that begins with this one (RFC 3629). */
function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}
