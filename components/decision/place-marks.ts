/** A mark with its share of the width. */
export type Placed<Mark> = Mark & { readonly place: number }

/** Marks that are pointed at together, from left to right. */
export type MarkGroup<Mark> = [Placed<Mark>, ...Placed<Mark>[]]

/** Share of the width below which two marks cannot be pointed at apart: 24 px (WCAG 2.2, 2.5.8) of the narrowest chart. */
const APART = 0.1
/** Beyond this share of the width the text stands before its line. */
const END = 0.9

/** Whether the text of a mark stands before its line, where behind it the chart ends. */
export function isAtEnd({ place }: { readonly place: number }): boolean {
  return place > END
}

/**
 * Marks from left to right, those that lie too close to the first of a group in its group. The text of the last one may stand before its line,
 * and then needs the room of two beside one whose text stands behind it.
 */
export function groupMarks<Mark>(placed: readonly Placed<Mark>[]): MarkGroup<Mark>[] {
  const groups: MarkGroup<Mark>[] = []
  for (const mark of placed.toSorted((a, b) => a.place - b.place)) {
    const last = groups.at(-1)
    const needed = last !== undefined && isAtEnd(mark) && !isAtEnd(last[0]) ? 2 * APART : APART
    if (last === undefined || mark.place - last[0].place >= needed) groups.push([mark])
    else last.push(mark)
  }
  return groups
}

/** Share of the width below which two dashed lines are one: drawn side by side they are a wall over the bars. */
const LINES_APART = 0.005

/** Where lines are drawn for marks, from left to right. */
export function placeLines(placed: readonly Placed<object>[]): number[] {
  const lines: number[] = []
  for (const { place } of placed.toSorted((a, b) => a.place - b.place)) {
    const last = lines.at(-1)
    if (last === undefined || place - last >= LINES_APART) lines.push(place)
  }
  return lines
}
