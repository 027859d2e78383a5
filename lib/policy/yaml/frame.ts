import type {
  MappingNode,
  MappingPair,
  NodeProperties,
  ScalarNode,
  SequenceItem,
  SequenceNode,
  YamlNode,
} from './node'
import type { Token } from './token'

/** A collection being parsed. `step` takes one item, and leaves a child collection it opened on top of the parser's stack. */
export interface Frame {
  step(parser: FrameParser): void
}

/** What a collection asks of the parser. */
export interface FrameParser {
  peek(): Token
  /** Takes the next token and shows the one behind it. */
  advance(): Token
  skip(): void
  open(frame: Frame): void
  close(): void
  /**
   * Parses a scalar or an alias, or opens a collection that the stack finishes later.
   *
   * @param block whether block collections may start here
   * @param indentless whether a block sequence may start at the parent's indentation
   */
  parseNode(block: boolean, indentless: boolean): YamlNode
  /** The null that stands where a key or value is missing: at `offset`, on the zero-based `line`. */
  emptyNode(offset: number, line: number): ScalarNode
  /** A parser error at `token` about the collection that began on the zero-based `contextLine`. */
  fail(message: string, contextLine: number, token: Token): never
}

/** What is known of a collection when it opens. */
export interface CollectionStart {
  /** Where the node starts, anchor and tag included. */
  readonly start: number
  /** One-based line of `start`. */
  readonly line: number
  readonly tag: string
  readonly properties: NodeProperties | null
  readonly contentStart: number
  /** Zero-based line of the opening token, for parser errors. */
  readonly contextLine: number
}

/** A node whose end is not known yet. */
export type Open<Node> = { -readonly [Field in keyof Node]: Node[Field] }

export function openSequence(
  style: SequenceNode['style'],
  opening: CollectionStart,
  items: readonly SequenceItem[],
): Open<SequenceNode> {
  const { start, line, tag, properties, contentStart } = opening
  return { kind: 'sequence', start, end: contentStart, line, tag, properties, style, contentStart, items }
}

export function openMapping(
  style: MappingNode['style'],
  opening: CollectionStart,
  pairs: readonly MappingPair[],
): Open<MappingNode> {
  const { start, line, tag, properties, contentStart } = opening
  return { kind: 'mapping', start, end: contentStart, line, tag, properties, style, contentStart, pairs }
}
