/** One line of a comparison of two texts. Numbers are 1-based; an added line has no old one, a removed line no new one. */
export interface ComparedLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly oldLine: number | null
  readonly newLine: number | null
  readonly text: string
}

/** Above this many cells the middle is shown as replaced: a person does not read such a diff line by line. */
const MOST_CELLS = 4_000_000

/** Compares two texts by lines: the longest common subsequence between their common beginning and end. */
export function diffLines(before: string, after: string): ComparedLine[] {
  const { head, lines, old, next } = diffMiddle(before, after)
  const same = (oldFrom: number, newFrom: number, count: number) =>
    Array.from({ length: count }, (_, at): ComparedLine => {
      const text = next[newFrom + at] ?? ''
      return { kind: 'same', oldLine: oldFrom + at + 1, newLine: newFrom + at + 1, text }
    })
  const oldEnd = head + lines.filter(({ kind }) => kind !== 'added').length
  const newEnd = head + lines.filter(({ kind }) => kind !== 'removed').length
  return [...same(0, 0, head), ...lines, ...same(oldEnd, newEnd, old.length - oldEnd)]
}

/** What stands between the common beginning of two texts and their common end. */
interface DiffMiddle {
  /** Lines of the common beginning. */
  readonly head: number
  readonly lines: readonly ComparedLine[]
  readonly old: readonly string[]
  readonly next: readonly string[]
}

/** The same without the lines at the beginning and the end that both have: of a long text that is typed into, hardly a line is left. */
export function diffMiddle(before: string, after: string): DiffMiddle {
  const [old, next] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1
  let tail = 0
  while (tail < old.length - head && tail < next.length - head && old.at(-1 - tail) === next.at(-1 - tail))
    tail += 1
  const kinds = align(old.slice(head, old.length - tail), next.slice(head, next.length - tail))
  let [oldAt, newAt] = [head, head]
  const lines = kinds.map((kind): ComparedLine => {
    const oldLine = kind === 'added' ? null : (oldAt += 1)
    const newLine = kind === 'removed' ? null : (newAt += 1)
    const text = (newLine === null ? old[oldAt - 1] : next[newAt - 1]) ?? ''
    return { kind, oldLine, newLine, text }
  })
  return { head, lines, old, next }
}

/** In how many lines two texts differ: one that was changed counts once, as do one that was added and one that was removed. */
export function countChangedLines(before: string, after: string): number {
  let [count, added, removed] = [0, 0, 0]
  for (const { kind } of diffMiddle(before, after).lines) {
    if (kind === 'added') added += 1
    else if (kind === 'removed') removed += 1
    else [count, added, removed] = [count + Math.max(added, removed), 0, 0]
  }
  return count + Math.max(added, removed)
}

/** Keeps changed lines with `context` lines around them, in the parts that stand together. The break that ends a text begins no line. */
export function diffParts(compared: readonly ComparedLine[], context = 3): ComparedLine[][] {
  const last = compared.at(-1)
  const lines = last?.kind === 'same' && last.text === '' ? compared.slice(0, -1) : compared
  const near = new Set<number>()
  lines.forEach(({ kind }, at) => {
    if (kind !== 'same') for (let i = at - context; i <= at + context; i += 1) near.add(i)
  })
  const parts: ComparedLine[][] = []
  lines.forEach((line, at) => {
    if (!near.has(at)) return
    if (near.has(at - 1) && parts.length > 0) parts.at(-1)?.push(line)
    else parts.push([line])
  })
  return parts
}

type Kind = ComparedLine['kind']

function repeat(kind: Kind, count: number): Kind[] {
  return Array.from({ length: count }, () => kind)
}

function align(old: readonly string[], next: readonly string[]): Kind[] {
  if (old.length * next.length > MOST_CELLS)
    return [...repeat('removed', old.length), ...repeat('added', next.length)]
  const width = next.length + 1
  const longest = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = next.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const kinds: Kind[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < next.length) {
    if (i < old.length && j < next.length && old[i] === next[j]) {
      kinds.push('same')
      i += 1
      j += 1
    } else if (i < old.length && (j === next.length || at(i + 1, j) >= at(i, j + 1))) {
      kinds.push('removed')
      i += 1
    } else {
      kinds.push('added')
      j += 1
    }
  }
  return kinds
}
