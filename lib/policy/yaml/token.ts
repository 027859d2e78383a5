/** The kinds of token a YAML scanner produces; `key` and the `…-start` tokens may be virtual (`start === end`). */
export type TokenType =
  | 'stream-start'
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded'

export interface Token {
  readonly type: TokenType
  /** UTF-16 offsets; `end` is exclusive. */
  readonly start: number
  readonly end: number
  /** Zero-based line of `start`. */
  readonly line: number
  /** A scalar's value, an anchor's or alias's name, a tag's or %TAG's handle, a %YAML directive's version. */
  readonly value: string
  /** A tag's suffix, a %TAG directive's prefix. */
  readonly suffix: string
  readonly style: ScalarStyle
}

/** A token that carries no text. */
export function plainToken(type: TokenType, start: number, end: number, line: number): Token {
  return { type, start, end, line, value: '', suffix: '', style: 'plain' }
}

/** A token with a value and, for tags, a suffix. */
export function textToken(
  type: TokenType,
  at: { start: number; end: number; line: number },
  value: string,
  suffix = '',
): Token {
  return { type, start: at.start, end: at.end, line: at.line, value, suffix, style: 'plain' }
}

export function scalarToken(
  style: ScalarStyle,
  start: number,
  end: number,
  line: number,
  value: string,
): Token {
  return { type: 'scalar', start, end, line, value, suffix: '', style }
}
