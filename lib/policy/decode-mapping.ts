import { PENDING, type DecodeFrame, type FrameDecoder, type MappingSink, type Outcome } from './decode-frame'
import { Merger, identityOf, isMergeKey } from './decode-merge'
import type { Decoded, GoType } from './decode-type'
import type { MappingNode, MappingPair, YamlNode } from './yaml/node'

/** Decodes a mapping into a sink: first its own pairs, then what `<<` names. */
export class MappingFrame implements DecodeFrame {
  private index = 0
  /** The key whose value is being decoded. */
  private key: { readonly decoded: Decoded; readonly valueType: GoType } | null = null
  private mergeSource: YamlNode | null = null
  private merger: Merger | null = null

  /** @param merged the keys that may not be set again, when this mapping is merged into another; else `null` */
  constructor(
    private readonly decoder: FrameDecoder,
    private readonly node: MappingNode,
    private readonly sink: MappingSink,
    private readonly merged: Set<string> | null,
  ) {}

  step(): boolean {
    for (let pair = this.pair(); pair !== undefined; pair = this.pair()) {
      if (this.key === null && isMergeKey(pair.key)) {
        this.mergeSource = pair.value
        this.index++
        continue
      }
      const outcome = this.enterNext(pair)
      if (outcome === PENDING) return false
      this.receive(outcome)
    }
    if (this.mergeSource === null) return true
    this.merger ??= new Merger(this.decoder, this.node, this.mergeSource, this.sink, this.merged)
    return this.merger.step()
  }

  receive(outcome: Outcome): void {
    const pair = this.pair()
    if (pair === undefined) this.merger?.receive(outcome)
    else if (this.key === null) this.acceptKey(pair, outcome)
    else {
      this.sink.store(this.key.decoded, pair, outcome)
      this.key = null
      this.index++
    }
  }

  result(): Outcome {
    return this.sink.result()
  }

  private pair(): MappingPair | undefined {
    return this.node.pairs[this.index]
  }

  private enterNext(pair: MappingPair): Outcome | typeof PENDING {
    if (this.key === null) return this.decoder.enter(pair.key, this.sink.keyType)
    return this.decoder.enter(pair.value, this.key.valueType)
  }

  private acceptKey(pair: MappingPair, outcome: Outcome): void {
    const valueType = outcome === null ? null : this.wantedType(pair, outcome)
    if (outcome === null || valueType === null) this.index++
    else this.key = { decoded: outcome, valueType }
  }

  private wantedType(pair: MappingPair, key: Decoded): GoType | null {
    if (key.kind === 'any' || this.merged !== null) {
      const identity = identityOf(key, pair.key)
      if (this.merged?.has(identity) === true) return null
      this.merged?.add(identity)
    }
    return this.sink.valueType(key, pair.key)
  }
}
