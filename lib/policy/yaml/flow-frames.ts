import {
  openMapping,
  openSequence,
  type CollectionStart,
  type Frame,
  type FrameParser,
  type Open,
} from './frame'
import type { MappingNode, MappingPair, SequenceItem, SequenceNode, YamlNode } from './node'
import { MAP_TAG } from './tags'
import type { Token, TokenType } from './token'

/** `[a, b]` */
export class FlowSequenceFrame implements Frame {
  readonly node: Open<SequenceNode>
  private readonly items: Open<SequenceItem>[] = []
  private begun = false
  private entries = 0

  constructor(private readonly start: CollectionStart) {
    this.node = openSequence('flow', start, this.items)
  }

  step(parser: FrameParser): void {
    if (!this.begun) parser.skip()
    this.begun = true
    let token = parser.peek()
    if (token.type !== 'flow-sequence-end' && this.entries > 0) {
      if (token.type !== 'flow-entry')
        parser.fail("did not find expected ',' or ']'", this.start.contextLine, token)
      const item = this.items.at(-1)
      if (item !== undefined) item.comma = token.start
      token = parser.advance()
    }
    this.entries++
    if (token.type === 'key') this.items.push({ node: openPair(parser, token), dash: -1, comma: -1 })
    else if (token.type !== 'flow-sequence-end') {
      this.items.push({ node: parser.parseNode(false, false), dash: -1, comma: -1 })
    } else {
      parser.skip()
      this.node.end = token.end
      parser.close()
    }
  }
}

/** The single pair in `[a: b]`, a mapping without braces. */
class FlowPairFrame implements Frame {
  readonly node: Open<MappingNode>
  private readonly pairs: MappingPair[] = []
  private key: YamlNode | null = null
  private readonly question: number

  constructor(token: Token) {
    const written = token.end > token.start
    this.question = written ? token.start : -1
    this.node = {
      kind: 'mapping',
      style: 'flow',
      start: token.start,
      end: token.end,
      line: token.line + 1,
      tag: MAP_TAG,
      properties: null,
      contentStart: token.start,
      pairs: this.pairs,
    }
  }

  step(parser: FrameParser): void {
    const pair = this.pairs.at(-1)
    if (pair !== undefined) {
      this.node.end = pair.value.end
      parser.close()
    } else if (this.key === null) this.key = this.parseKey(parser)
    else this.pairs.push(this.parseValue(parser, this.key))
  }

  /** go-yaml takes the token behind a missing key with it, so `[? : x]` fails at `x`. */
  private parseKey(parser: FrameParser): YamlNode {
    const token = parser.peek()
    if (!endsPairPart(token.type) && token.type !== 'value') return parser.parseNode(false, false)
    parser.skip()
    return parser.emptyNode(token.end, token.line)
  }

  private parseValue(parser: FrameParser, key: YamlNode): MappingPair {
    const token = parser.peek()
    const written = token.type === 'value'
    const missing = !written || endsPairPart(parser.advance().type)
    const value = missing
      ? parser.emptyNode(written ? token.end : key.end, token.line)
      : parser.parseNode(false, false)
    return { key, value, question: this.question, colon: written ? token.start : -1, comma: -1 }
  }
}

function openPair(parser: FrameParser, token: Token): MappingNode {
  parser.skip()
  const frame = new FlowPairFrame(token)
  parser.open(frame)
  return frame.node
}

function endsPairPart(type: TokenType): boolean {
  return type === 'flow-entry' || type === 'flow-sequence-end'
}

/** `{a: b, c}` */
export class FlowMappingFrame implements Frame {
  readonly node: Open<MappingNode>
  private readonly pairs: Open<MappingPair>[] = []
  private begun = false
  private entries = 0
  private key: YamlNode | null = null
  private question = -1
  private bare = false

  constructor(private readonly start: CollectionStart) {
    this.node = openMapping('flow', start, this.pairs)
  }

  step(parser: FrameParser): void {
    if (!this.begun) parser.skip()
    this.begun = true
    if (this.key === null) this.stepKey(parser)
    else this.stepValue(parser, this.key)
  }

  private stepKey(parser: FrameParser): void {
    let token = parser.peek()
    if (token.type !== 'flow-mapping-end' && this.entries > 0) {
      if (token.type !== 'flow-entry')
        parser.fail("did not find expected ',' or '}'", this.start.contextLine, token)
      const pair = this.pairs.at(-1)
      if (pair !== undefined) pair.comma = token.start
      token = parser.advance()
    }
    this.entries++
    if (token.type === 'flow-mapping-end') {
      parser.skip()
      this.node.end = token.end
      parser.close()
      return
    }
    this.bare = token.type !== 'key'
    this.question = !this.bare && token.end > token.start ? token.start : -1
    this.key = this.bare ? parser.parseNode(false, false) : this.parseKey(parser)
  }

  private parseKey(parser: FrameParser): YamlNode {
    const token = parser.advance()
    const missing = token.type === 'value' || endsEntry(token.type)
    return missing ? parser.emptyNode(token.start, token.line) : parser.parseNode(false, false)
  }

  private stepValue(parser: FrameParser, key: YamlNode): void {
    const token = parser.peek()
    const written = !this.bare && token.type === 'value'
    const missing = !written || endsEntry(parser.advance().type)
    const value = missing
      ? parser.emptyNode(written ? token.end : key.end, token.line)
      : parser.parseNode(false, false)
    this.pairs.push({ key, value, question: this.question, colon: written ? token.start : -1, comma: -1 })
    this.key = null
  }
}

function endsEntry(type: TokenType): boolean {
  return type === 'flow-entry' || type === 'flow-mapping-end'
}
