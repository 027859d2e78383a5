/** More names than these are counted: a sentence that goes on with forty is not read. */
export const FEW_NAMES = 4

/** The names that are shown when `most` are, and how many more there are; a single one more is shown as well. */
export function fewOf(names: readonly string[], most: number): { shown: readonly string[]; more: number } {
  const isLong = names.length > most + 1
  return { shown: isLong ? names.slice(0, most) : names, more: isLong ? names.length - most : 0 }
}

/** "a, b or c"; of many the first: "a, b, c, d or 36 more". */
export function listNames(names: readonly string[], joint: 'or' | 'and', most = Infinity): string {
  const { shown, more } = fewOf(names, most)
  const parts = more > 0 ? [...shown, `${more} more`] : shown
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${joint} ${last}`
}

/** "one of @a or @b", "@a": owners on one line are alternatives. */
export function oneOf(owners: readonly string[], most = Infinity): string {
  return owners.length === 1 ? (owners[0] ?? '') : `one of ${listNames(owners, 'or', most)}`
}
