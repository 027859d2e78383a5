import type { Comment } from './scan-comments'
import type { ScalarStyle } from './token'

/**
 * The node tree of a YAML document, with everything an editor needs to splice the text. Every offset counts UTF-16 units into the
 * decoded text (byte order mark included); ends are exclusive; -1 stands for an indicator that is not written.
 */
export type YamlNode = ScalarNode | AliasNode | SequenceNode | MappingNode

interface NodeBase {
  /** Where the node starts, its anchor and tag included. */
  readonly start: number
  /** Where its last character ends: trailing blanks, comments and line breaks do not belong to it. */
  readonly end: number
  /** One-based line of `start`, as go-yaml prints it in `unmarshal errors`. */
  readonly line: number
  /**
   * The tag in short form: `!!str`, `!!int`, `!!map`, `!local`, …; resolved from the text when the node has none. `''` on aliases.
   * A lone `!` leaves a quoted scalar a string and a plain one to be resolved, as in go-yaml.
   */
  readonly tag: string
  /** The anchor and tag written in front of it; `null` on most nodes, and on every alias. */
  readonly properties: NodeProperties | null
}

export interface NodeProperties {
  readonly tag: Range | null
  /** The range includes the `&`. */
  readonly anchor: (Range & { readonly name: string }) | null
}

export interface Range {
  readonly start: number
  readonly end: number
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar'
  /** The text after unquoting, unescaping and folding, e.g. `010` or `~`; not resolved. */
  readonly value: string
  readonly style: ScalarStyle
  /** Where the scalar itself starts, behind anchor and tag. An absent value is an empty plain scalar at the indicator before it. */
  readonly contentStart: number
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias'
  readonly name: string
  /** Never an alias. May be a collection that contains this alias; only decoding refuses that. */
  readonly target: Exclude<YamlNode, AliasNode>
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence'
  readonly style: 'block' | 'flow'
  /** Where `[` or the first `-` stands, behind anchor and tag. */
  readonly contentStart: number
  readonly items: readonly SequenceItem[]
}

export interface SequenceItem {
  readonly node: YamlNode
  /** The `-` of a block sequence. */
  readonly dash: number
  /** The `,` behind an item of a flow sequence. */
  readonly comma: number
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping'
  readonly style: 'block' | 'flow'
  /** Where `{` or the first key stands, behind anchor and tag. The pair in `[a: b]` is a flow mapping without braces. */
  readonly contentStart: number
  readonly pairs: readonly MappingPair[]
}

export interface MappingPair {
  readonly key: YamlNode
  readonly value: YamlNode
  /** The `?` of an explicit key. */
  readonly question: number
  /** The `:` of the value. */
  readonly colon: number
  /** The `,` behind a pair of a flow mapping. */
  readonly comma: number
}

/** The first document of a text; go-yaml reads no further. */
export interface YamlDocument {
  /** The decoded text, byte order mark included. */
  readonly text: string
  /** `null` when the text holds no document at all. */
  readonly root: YamlNode | null
  /** The comments in front of and inside the document, in order; a few behind it may be included. */
  readonly comments: readonly Comment[]
  /** `%YAML` and `%TAG` lines. */
  readonly directives: readonly Range[]
  /** The `---` of the document, -1 when it has none. */
  readonly startMarker: number
  /** The `...` that ends the document, -1 when it has none. */
  readonly endMarker: number
  /** Where something that is ignored follows: another document, its directives or stray content. -1 at the end of the text. */
  readonly ignoredFrom: number
}
