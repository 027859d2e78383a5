import { PENDING, type DecodeFrame, type FrameDecoder, type Outcome } from './decode-frame'
import { ANY, type DecodedItem, type GoType } from './decode-type'
import type { GoValue } from './policy'
import type { SequenceNode } from './yaml/node'

/** Decodes a sequence; items without an outcome are dropped. */
export class ListFrame implements DecodeFrame {
  private readonly items: DecodedItem[] = []
  private index = 0

  constructor(
    private readonly decoder: FrameDecoder,
    private readonly node: SequenceNode,
    private readonly itemType: GoType,
  ) {}

  step(): boolean {
    for (;;) {
      const item = this.node.items[this.index]
      if (item === undefined) return true
      const outcome = this.decoder.enter(item.node, this.itemType)
      if (outcome === PENDING) return false
      this.receive(outcome)
    }
  }

  receive(outcome: Outcome): void {
    const item = this.node.items[this.index++]
    if (outcome !== null && item !== undefined) this.items.push({ node: item.node, value: outcome })
  }

  result(): Outcome {
    return { kind: 'list', items: this.items }
  }
}

/** Decodes a sequence into `[]interface{}`. */
export class AnyListFrame implements DecodeFrame {
  private readonly items: GoValue[] = []
  private index = 0

  constructor(
    private readonly decoder: FrameDecoder,
    private readonly node: SequenceNode,
  ) {}

  step(): boolean {
    for (;;) {
      const item = this.node.items[this.index]
      if (item === undefined) return true
      const outcome = this.decoder.enter(item.node, ANY)
      if (outcome === PENDING) return false
      this.receive(outcome)
    }
  }

  receive(outcome: Outcome): void {
    this.index++
    if (outcome?.kind === 'any') this.items.push(outcome.value)
  }

  result(): Outcome {
    return { kind: 'any', value: { kind: 'list', items: this.items } }
  }
}
