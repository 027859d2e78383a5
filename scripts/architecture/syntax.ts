import { parseSync, type Module } from '@swc/core'

export interface Span {
  readonly start: number
  readonly end: number
}

/** A node of swc's tree; its other members are nodes, lists of them, or plain values. */
export interface SyntaxNode {
  readonly type: string
  readonly span?: Span
  readonly [key: string]: unknown
}

/** Everything in the tree that has a type is a node. */
export function asNode(value: unknown): SyntaxNode | undefined {
  const isNode =
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  return isNode ? (value as SyntaxNode) : undefined
}

/** The syntax tree of a source; JSX only where the name says so, since `<T>x` means something else in `.ts`. */
export function parseSource(path: string, text: string): Module {
  return parseSync(text, {
    syntax: 'typescript',
    target: 'es2022',
    tsx: path.endsWith('x'),
    decorators: true,
  })
}
