import type { ObjectStore } from '@/lib/git/object-store'

/** As git's own search for renames: at least half of the lines are the same. */
export const LEAST_ALIKE = 0.5

/** The lines of a blob that are not blank; none of one that is larger than `maxBytes`, or missing. */
export async function linesOf(objects: ObjectStore, blob: string, maxBytes: number): Promise<string[]> {
  const read = await objects.readBlob(blob, maxBytes)
  return read.kind === 'file' ? linesIn(read.bytes.toString('utf8')) : []
}

/** The lines of a text that are not blank. */
export function linesIn(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}

/** The share of lines that both have, of the longer one. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>()
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1)
  let shared = 0
  for (const line of b) {
    const count = left.get(line) ?? 0
    if (count > 0) shared += 1
    left.set(line, count - 1)
  }
  return shared / Math.max(1, a.length, b.length)
}
