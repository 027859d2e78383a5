import type { Range, ScalarNode, YamlNode } from './node'
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

/** What stands in front of a node. */
export interface Properties {
  /** Where the node starts, the properties included. */
  readonly start: number
  /** One-based. */
  readonly line: number
  readonly tag: string
  readonly tagRange: Range | null
  readonly anchor: string | null
  readonly anchorRange: Range | null
}

export interface CollectionStart extends Properties {
  readonly contentStart: number
}

/** A node whose end is not known yet. */
export type Open<Node> = { -readonly [Field in keyof Node]: Node[Field] }
