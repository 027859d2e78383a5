/** Lone surrogates are no text. */
const SURROGATES = 0xd800
const BEHIND_SURROGATES = 0xe000
const BEHIND_ALL = 0x110000

/** What a person reads best in an example comes first. */
const READABLE = [
  'x',
  ...'abcdefghijklmnopqrstuvwyz',
  ...'1234567890',
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ...'-_./:@#+=,; ',
  ...'!$%&\'()*<>?[]^`{|}~"\\',
].map((character) => character.codePointAt(0) ?? 0)

/**
 * One code point of each class that the edges make, the most readable of it, and these in the order of their readability. `edges`: the
 * first code points of classes, in any order.
 */
export function codePointsToTry(edges: Iterable<number>): number[] {
  const starts = [...new Set([0, SURROGATES, BEHIND_SURROGATES, ...edges])]
    .filter((edge) => edge < BEHIND_ALL)
    .sort((a, b) => a - b)
  const classes = starts.map((from, index) => ({ from, to: starts[index + 1] ?? BEHIND_ALL }))
  const chosen = new Map<number, number>()
  for (const [rank, codePoint] of READABLE.entries()) {
    const at = classAt(classes, codePoint)
    if (!chosen.has(at)) chosen.set(at, rank)
  }
  const ranked = classes.flatMap(({ from }, at) => {
    if (from >= SURROGATES && from < BEHIND_SURROGATES) return []
    const rank = chosen.get(at)
    return [
      {
        rank: rank ?? READABLE.length + from,
        codePoint: rank === undefined ? from : (READABLE[rank] ?? from),
      },
    ]
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ codePoint }) => codePoint)
}

/** The class that holds the code point: the last that begins at it or before. */
function classAt(classes: readonly { readonly from: number }[], codePoint: number): number {
  let [low, high] = [0, classes.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((classes[middle]?.from ?? 0) <= codePoint) low = middle
    else high = middle
  }
  return low
}
