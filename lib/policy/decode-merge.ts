import { PENDING, type FrameDecoder, type MappingSink, type Outcome } from './decode-frame'
import { goSyntax, keyIdentity } from './decode-key'
import { ANY, type Decoded } from './decode-type'
import type { GoValue } from './policy'
import type { MappingNode, YamlNode } from './yaml/node'
import { MERGE_TAG } from './yaml/tags'
import { YamlFailure } from './yaml/yaml-failure'

/** Whether a key is `<<`, unquoted or tagged `!!merge`. */
export function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.value === '<<' && key.tag === MERGE_TAG
}

/**
 * Adds what `<<` names to a mapping. Keys the mapping has itself win, and so do earlier mappings of a list; go-yaml compares keys by
 * their value as `interface{}`, so a tool named by the number 1 does not keep out one named "1".
 */
export class Merger {
  private readonly sources: readonly YamlNode[]
  private readonly ownKeys: readonly YamlNode[]
  private readonly merged: Set<string>
  private ownIndex = 0
  private sourceIndex = 0

  /** @param merged the set of an outer merge, which already holds this mapping's keys, or `null` */
  constructor(
    private readonly decoder: FrameDecoder,
    parent: MappingNode,
    source: YamlNode,
    private readonly sink: MappingSink,
    merged: Set<string> | null,
  ) {
    this.sources = source.kind === 'sequence' ? source.items.map((item) => item.node) : [source]
    this.ownKeys = merged === null ? parent.pairs.map((pair) => pair.key) : []
    this.merged = merged ?? new Set()
  }

  /** Goes on until a child is pending or all is done; returns whether all is done. */
  step(): boolean {
    for (;;) {
      const key = this.ownKeys[this.ownIndex]
      if (key === undefined) break
      const outcome = this.decoder.enter(key, ANY)
      if (outcome === PENDING) return false
      this.receive(outcome)
    }
    for (;;) {
      const source = this.sources[this.sourceIndex++]
      if (source === undefined) return true
      requireMapping(source)
      const outcome = this.decoder.enter(source, ANY, { sink: this.sink.forMerge(), merged: this.merged })
      if (outcome === PENDING) return false
    }
  }

  receive(outcome: Outcome): void {
    const key = this.ownKeys[this.ownIndex]
    if (key === undefined) return
    this.ownIndex++
    if (outcome !== null) this.merged.add(identityOf(outcome, key))
  }
}

function requireMapping(source: YamlNode): void {
  const target = source.kind === 'alias' ? source.target : source
  if (target.kind === 'mapping') return
  throw new YamlFailure('map merge requires map or sequence of maps as the value', source.start)
}

/** The identity of a decoded key. Throws go-yaml's fatal error when a list or map is the key. */
export function identityOf(key: Decoded, node: YamlNode): string {
  const value = keyValue(key)
  const identity = keyIdentity(value)
  if (identity === null) throw new YamlFailure(`invalid map key: ${goSyntax(value)}`, node.start)
  return identity
}

/** A decoded key as a value. */
export function keyValue(key: Decoded): GoValue {
  if (key.kind === 'any') return key.value
  return { kind: 'string', value: key.kind === 'string' ? key.value : '' }
}
