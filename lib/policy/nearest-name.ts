/** The known name that was most likely meant: at most two typing mistakes away, whatever its case; `null` when none is. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const given = name.toLowerCase()
  let nearest: { readonly name: string; readonly distance: number } | null = null
  for (const each of known) {
    const far = distance(each.toLowerCase(), given)
    if (far <= 2 && far < each.length && far < (nearest?.distance ?? 3))
      nearest = { name: each, distance: far }
  }
  return nearest?.name ?? null
}

/** Levenshtein distance; 3 stands for everything that is farther. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap))
    }
    row = next
  }
  return row[b.length] ?? 0
}
