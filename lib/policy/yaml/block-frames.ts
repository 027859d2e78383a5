import {
  openMapping,
  openSequence,
  type CollectionStart,
  type Frame,
  type FrameParser,
  type Open,
} from './frame'
import type { MappingNode, MappingPair, SequenceItem, SequenceNode, YamlNode } from './node'
import type { TokenType } from './token'

/** `- item` lines. Without indentation of its own (`indentless`) the sequence has no start and end tokens. */
export class BlockSequenceFrame implements Frame {
  readonly node: Open<SequenceNode>
  private readonly items: SequenceItem[] = []
  private begun: boolean

  constructor(
    private readonly start: CollectionStart,
    private readonly indentless: boolean,
  ) {
    this.node = openSequence('block', start, this.items)
    this.begun = indentless
  }

  step(parser: FrameParser): void {
    if (!this.begun) parser.skip()
    this.begun = true
    const token = parser.peek()
    if (token.type === 'block-entry') {
      const node = this.endsItem(parser.advance().type)
        ? parser.emptyNode(token.end, token.line)
        : parser.parseNode(true, false)
      this.items.push({ node, dash: token.start, comma: -1 })
      return
    }
    if (!this.indentless) {
      if (token.type !== 'block-end')
        parser.fail("did not find expected '-' indicator", this.start.contextLine, token)
      parser.skip()
    }
    this.node.end = this.items.at(-1)?.node.end ?? this.node.end
    parser.close()
  }

  private endsItem(type: TokenType): boolean {
    if (type === 'block-entry' || type === 'block-end') return true
    return this.indentless && (type === 'key' || type === 'value')
  }
}

/** `key: value` lines. */
export class BlockMappingFrame implements Frame {
  readonly node: Open<MappingNode>
  private readonly pairs: MappingPair[] = []
  private begun = false
  private key: YamlNode | null = null
  private question = -1

  constructor(private readonly start: CollectionStart) {
    this.node = openMapping('block', start, this.pairs)
  }

  step(parser: FrameParser): void {
    if (!this.begun) parser.skip()
    this.begun = true
    if (this.key === null) this.stepKey(parser)
    else this.stepValue(parser, this.key)
  }

  private stepKey(parser: FrameParser): void {
    const token = parser.peek()
    if (token.type === 'key') {
      this.question = token.end > token.start ? token.start : -1
      this.key = endsEntry(parser.advance().type)
        ? parser.emptyNode(token.end, token.line)
        : parser.parseNode(true, true)
      return
    }
    if (token.type !== 'block-end') parser.fail('did not find expected key', this.start.contextLine, token)
    parser.skip()
    this.node.end = this.pairs.at(-1)?.value.end ?? this.node.end
    parser.close()
  }

  private stepValue(parser: FrameParser, key: YamlNode): void {
    const token = parser.peek()
    const written = token.type === 'value'
    let value: YamlNode
    if (!written) value = parser.emptyNode(key.end, token.line)
    else if (endsEntry(parser.advance().type)) value = parser.emptyNode(token.end, token.line)
    else value = parser.parseNode(true, true)
    this.pairs.push({ key, value, question: this.question, colon: written ? token.start : -1, comma: -1 })
    this.key = null
  }
}

function endsEntry(type: TokenType): boolean {
  return type === 'key' || type === 'value' || type === 'block-end'
}
