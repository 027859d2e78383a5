import { BlockMappingFrame, BlockSequenceFrame } from './block-frames'
import { FlowMappingFrame, FlowSequenceFrame } from './flow-frames'
import type { CollectionStart, Frame, FrameParser } from './frame'
import type { AliasNode, NodeProperties, ScalarNode, YamlNode } from './node'
import { resolveTag } from './resolve-scalar'
import type { Scanner } from './scanner'
import { MAP_TAG, MERGE_TAG, SEQ_TAG, STR_TAG, shortTag } from './tags'
import type { ScalarStyle, Token } from './token'
import { YamlFailure, linePrefix } from './yaml-failure'

type Target = Exclude<YamlNode, AliasNode>

/** What stands in front of a node; `tag` is `''` when there is none or only `!`. */
interface Prefix {
  readonly tag: string
  readonly properties: NodeProperties
  /** Whether the properties make a node by themselves: `!` alone does. */
  readonly enough: boolean
}

/**
 * Builds nodes from tokens as go-yaml's parser and composer do together. Collections wait on an explicit stack, so nesting is bounded
 * by the scanner's limits and not by the engine's call stack.
 */
export class NodeParser implements FrameParser {
  private readonly frames: Frame[] = []
  private readonly anchors = new Map<string, Target>()

  constructor(
    private readonly scanner: Scanner,
    private readonly tagPrefixes: ReadonlyMap<string, string>,
  ) {}

  /** Parses one node and everything in it. */
  parseTree(): YamlNode {
    const root = this.parseNode(true, false)
    for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) frame.step(this)
    return root
  }

  peek(): Token {
    return this.scanner.peek()
  }

  advance(): Token {
    this.scanner.skip()
    return this.scanner.peek()
  }

  skip(): void {
    this.scanner.skip()
  }

  open(frame: Frame): void {
    this.frames.push(frame)
  }

  close(): void {
    this.frames.pop()
  }

  parseNode(block: boolean, indentless: boolean): YamlNode {
    const first = this.peek()
    if (first.type === 'alias') return this.parseAlias(first)
    const prefix = first.type === 'anchor' || first.type === 'tag' ? this.parsePrefix(first) : null
    const node = this.parseContent(first, prefix, block, indentless)
    const name = prefix?.properties.anchor?.name
    if (name !== undefined) this.anchors.set(name, node)
    return node
  }

  emptyNode(offset: number, line: number): ScalarNode {
    return buildScalar(offset, line, null, { value: '', style: 'plain', start: offset, end: offset })
  }

  fail(message: string, contextLine: number, token: Token): never {
    throw new YamlFailure(linePrefix('parser', contextLine, token.line) + message, token.start)
  }

  private parseAlias(token: Token): AliasNode {
    this.skip()
    const { value: name, start, end } = token
    const target = this.anchors.get(name)
    if (target === undefined) throw new YamlFailure(`unknown anchor '${name}' referenced`, start)
    return { kind: 'alias', start, end, line: token.line + 1, tag: '', properties: null, name, target }
  }

  private parsePrefix(first: Token): Prefix {
    let token = first
    let anchor: Token | null = null
    let tag: Token | null = null
    for (;;) {
      if (token.type === 'anchor' && anchor === null) anchor = token
      else if (token.type === 'tag' && tag === null) tag = token
      else break
      token = this.advance()
    }
    const text = tag === null ? '' : this.resolveHandle(tag, first.line)
    return {
      tag: text === '!' ? '' : shortTag(text),
      properties: {
        tag: tag === null ? null : { start: tag.start, end: tag.end },
        anchor: anchor === null ? null : { name: anchor.value, start: anchor.start, end: anchor.end },
      },
      enough: anchor !== null || text !== '',
    }
  }

  private resolveHandle(token: Token, contextLine: number): string {
    if (token.value === '') return token.suffix
    const prefix = this.tagPrefixes.get(token.value)
    if (prefix === undefined) return this.fail('found undefined tag handle', contextLine, token)
    return prefix + token.suffix
  }

  private parseContent(first: Token, prefix: Prefix | null, block: boolean, indentless: boolean): Target {
    const token = prefix === null ? first : this.peek()
    switch (token.type) {
      case 'scalar':
        this.skip()
        return buildScalar(first.start, first.line, prefix, token)
      case 'flow-sequence-start':
        return this.start(new FlowSequenceFrame(collection(first, prefix, SEQ_TAG, token)))
      case 'flow-mapping-start':
        return this.start(new FlowMappingFrame(collection(first, prefix, MAP_TAG, token)))
      case 'block-sequence-start':
        if (block) return this.start(new BlockSequenceFrame(collection(first, prefix, SEQ_TAG, token), false))
        break
      case 'block-mapping-start':
        if (block) return this.start(new BlockMappingFrame(collection(first, prefix, MAP_TAG, token)))
        break
      case 'block-entry':
        if (indentless)
          return this.start(new BlockSequenceFrame(collection(first, prefix, SEQ_TAG, token), true))
        break
      default:
        break
    }
    if (prefix?.enough !== true) return this.fail('did not find expected node content', first.line, token)
    const { anchor, tag } = prefix.properties
    const end = Math.max(anchor?.end ?? 0, tag?.end ?? 0)
    return buildScalar(first.start, first.line, prefix, { value: '', style: 'plain', start: end, end })
  }

  private start<Node extends Target>(frame: Frame & { readonly node: Node }): Node {
    this.open(frame)
    return frame.node
  }
}

function collection(first: Token, prefix: Prefix | null, defaultTag: string, token: Token): CollectionStart {
  return {
    start: first.start,
    line: first.line + 1,
    tag: prefix === null || prefix.tag === '' ? defaultTag : prefix.tag,
    properties: prefix === null ? null : prefix.properties,
    contentStart: token.start,
    contextLine: token.line,
  }
}

/** @param line zero-based */
function buildScalar(
  start: number,
  line: number,
  prefix: Prefix | null,
  content: {
    readonly value: string
    readonly style: ScalarStyle
    readonly start: number
    readonly end: number
  },
): ScalarNode {
  const { value, style } = content
  return {
    kind: 'scalar',
    start,
    end: content.end,
    line: line + 1,
    tag: prefix === null || prefix.tag === '' ? untaggedScalar(value, style) : prefix.tag,
    properties: prefix === null ? null : prefix.properties,
    value,
    style,
    contentStart: content.start,
  }
}

function untaggedScalar(value: string, style: ScalarStyle): string {
  if (style !== 'plain') return STR_TAG
  return value === '<<' ? MERGE_TAG : resolveTag(value)
}
