/** Lines added and removed by the shortest line diff, as `git diff --numstat` counts them. */
export function numstat(before: string, after: string): { added: number; removed: number } {
  const a = linesOf(before)
  const b = linesOf(after)
  while (a.length > 0 && a[0] === b[0]) {
    a.shift()
    b.shift()
  }
  while (a.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop()
    b.pop()
  }
  const common = longestCommon(a, b)
  return { added: b.length - common, removed: a.length - common }
}

/** Lines with their breaks: a line without one differs from the same line with one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0)
  for (const line of a) {
    const next = [0]
    for (const [j, other] of b.entries()) {
      const skip = Math.max(row[j + 1] ?? 0, next[j] ?? 0)
      next.push(line === other ? (row[j] ?? 0) + 1 : skip)
    }
    row = next
  }
  return row.at(-1) ?? 0
}
