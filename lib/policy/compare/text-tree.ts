/** A beginning that some texts share. */
export interface TextNode {
  readonly number: number
  readonly next: ReadonlyMap<number, TextNode>
  /** Whether one of the texts ends here. */
  readonly isText: boolean
}

/** Texts by their code points: tells while a text is read whether it can still become one of them. */
export class TextTree {
  readonly root: TextNode
  /** Code points that it tells from their neighbours, and the first ones behind them. */
  readonly edges: readonly number[]

  constructor(texts: Iterable<string>) {
    const edges = new Set<number>()
    let count = 0
    const grow = () => ({ number: (count += 1), next: new Map<number, Growing>(), isText: false })
    const root: Growing = grow()
    for (const text of texts) {
      let node = root
      for (const character of text) {
        const codePoint = character.codePointAt(0) ?? 0
        edges.add(codePoint).add(codePoint + 1)
        const known = node.next.get(codePoint) ?? grow()
        node.next.set(codePoint, known)
        node = known
      }
      node.isText = true
    }
    this.root = root
    this.edges = [...edges]
  }
}

interface Growing extends TextNode {
  readonly next: Map<number, Growing>
  isText: boolean
}
