import type { DiffLine } from './diff-lines'
import { yamlTokens, type Token } from './yaml-tokens'

/** Some characters of a line that look the same. */
export interface Piece extends Token {
  marked: boolean
}

/** The characters of each line of a part, coloured as YAML of their own side and with their marks. */
export function colourLines(lines: readonly DiffLine[], language: 'yaml' | 'text'): Map<DiffLine, Piece[]> {
  const pieces = new Map<DiffLine, Piece[]>()
  // What a line is depends on those above it, of the same side.
  for (const kind of ['removed', 'added'] as const) {
    const side = lines.filter((line) => line.kind === 'same' || line.kind === kind)
    const texts = side.map(({ text }) => text)
    const tokens =
      language === 'yaml' ? yamlTokens(texts) : texts.map((text) => [{ text, tone: null } as const])
    side.forEach((line, at) => pieces.set(line, cut(tokens[at] ?? [], line.marks ?? [])))
  }
  return pieces
}

/** Cuts tokens where a mark begins or ends. */
function cut(tokens: readonly Token[], marks: NonNullable<DiffLine['marks']>): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { text, tone } of tokens) {
    const end = at + text.length
    const inside = marks.flat().filter((place) => place > at && place < end)
    const places = [at, ...inside, end]
    places.slice(1).forEach((to, index) => {
      const from = places[index] ?? at
      const marked = marks.some(([start, stop]) => from >= start && from < stop)
      pieces.push({ text: text.slice(from - at, to - at), tone, marked })
    })
    at = end
  }
  return pieces
}
