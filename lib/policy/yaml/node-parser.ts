import { BlockMappingFrame, BlockSequenceFrame } from './block-frames'
import { FlowMappingFrame, FlowSequenceFrame } from './flow-frames'
import type { CollectionStart, Frame, FrameParser, Properties } from './frame'
import type { AliasNode, ScalarNode, YamlNode } from './node'
import { resolveTag } from './resolve-scalar'
import type { Scanner } from './scanner'
import { MAP_TAG, MERGE_TAG, SEQ_TAG, STR_TAG, shortTag } from './tags'
import type { Token } from './token'
import { YamlFailure, linePrefix } from './yaml-failure'

type Target = Exclude<YamlNode, AliasNode>

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
    const properties = this.parseProperties(first)
    const node = this.parseContent(properties, block, indentless)
    if (node === null)
      return this.fail('did not find expected node content', properties.line - 1, this.peek())
    if (properties.anchor !== null) this.anchors.set(properties.anchor, node)
    return node
  }

  emptyNode(offset: number, line: number): ScalarNode {
    const nothing = { tag: '', tagRange: null, anchor: null, anchorRange: null }
    return buildScalar({ start: offset, line: line + 1, ...nothing }, '', 'plain', offset, offset)
  }

  fail(message: string, contextLine: number, token: Token): never {
    throw new YamlFailure(linePrefix('parser', contextLine, token.line) + message, token.start)
  }

  private parseAlias(token: Token): AliasNode {
    this.skip()
    const target = this.anchors.get(token.value)
    if (target === undefined) throw new YamlFailure(`unknown anchor '${token.value}' referenced`, token.start)
    return {
      kind: 'alias',
      name: token.value,
      target,
      start: token.start,
      end: token.end,
      line: token.line + 1,
      tag: '',
      tagRange: null,
      anchor: null,
      anchorRange: null,
    }
  }

  private parseProperties(first: Token): Properties {
    let token = first
    let anchor: Token | null = null
    let tag: Token | null = null
    for (;;) {
      if (token.type === 'anchor' && anchor === null) anchor = token
      else if (token.type === 'tag' && tag === null) tag = token
      else break
      token = this.advance()
    }
    return {
      start: first.start,
      line: first.line + 1,
      tag: tag === null ? '' : this.resolveHandle(tag, first.line),
      tagRange: tag === null ? null : { start: tag.start, end: tag.end },
      anchor: anchor === null ? null : anchor.value,
      anchorRange: anchor === null ? null : { start: anchor.start, end: anchor.end },
    }
  }

  private resolveHandle(token: Token, contextLine: number): string {
    if (token.value === '') return token.suffix
    const prefix = this.tagPrefixes.get(token.value)
    if (prefix === undefined) return this.fail('found undefined tag handle', contextLine, token)
    return prefix + token.suffix
  }

  private parseContent(properties: Properties, block: boolean, indentless: boolean): Target | null {
    const token = this.peek()
    switch (token.type) {
      case 'scalar':
        this.skip()
        return buildScalar(properties, token.value, token.style, token.start, token.end)
      case 'flow-sequence-start':
        return this.start(new FlowSequenceFrame(collection(properties, SEQ_TAG, token), token.line))
      case 'flow-mapping-start':
        return this.start(new FlowMappingFrame(collection(properties, MAP_TAG, token), token.line))
      case 'block-sequence-start':
        if (block)
          return this.start(new BlockSequenceFrame(collection(properties, SEQ_TAG, token), token.line, false))
        break
      case 'block-mapping-start':
        if (block)
          return this.start(new BlockMappingFrame(collection(properties, MAP_TAG, token), token.line))
        break
      case 'block-entry':
        if (indentless)
          return this.start(new BlockSequenceFrame(collection(properties, SEQ_TAG, token), token.line, true))
        break
    }
    if (properties.anchor === null && properties.tag === '') return null
    const end = Math.max(properties.anchorRange?.end ?? 0, properties.tagRange?.end ?? 0)
    return buildScalar(properties, '', 'plain', end, end)
  }

  private start<Node extends Target>(frame: Frame & { readonly node: Node }): Node {
    this.open(frame)
    return frame.node
  }
}

function collection(properties: Properties, defaultTag: string, token: Token): CollectionStart {
  return {
    ...properties,
    tag: isWritten(properties.tag) ? shortTag(properties.tag) : defaultTag,
    contentStart: token.start,
  }
}

function buildScalar(
  properties: Properties,
  value: string,
  style: ScalarNode['style'],
  contentStart: number,
  end: number,
): ScalarNode {
  const tag = isWritten(properties.tag) ? shortTag(properties.tag) : untaggedScalar(value, style)
  return { kind: 'scalar', value, style, contentStart, ...properties, tag, end }
}

function untaggedScalar(value: string, style: ScalarNode['style']): string {
  if (style !== 'plain') return STR_TAG
  return value === '<<' ? MERGE_TAG : resolveTag(value)
}

function isWritten(tag: string): boolean {
  return tag !== '' && tag !== '!'
}
