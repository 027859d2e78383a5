import type { FrameDecoder, MappingSink, Outcome } from './decode-frame'
import { ANY, STRING, type Decoded, type DecodedEntry, type GoType } from './decode-type'
import { identityOf, keyValue } from './decode-merge'
import type { GoValue } from './policy'
import type { MappingPair, YamlNode } from './yaml/node'
import { NULL_TAG } from './yaml/tags'

type StructType = Extract<GoType, { kind: 'struct' }>

/** The known fields of a struct; other keys are ignored with everything below them. */
export class StructSink implements MappingSink {
  readonly keyType = STRING
  private readonly done = new Set<string>()

  constructor(
    private readonly decoder: FrameDecoder,
    private readonly type: StructType,
    private readonly entries = new Map<string, DecodedEntry>(),
  ) {}

  /** Two keys can differ as nodes and name the same field, e.g. through an alias. */
  valueType(key: Decoded, node: YamlNode): GoType | null {
    const name = stringKey(key)
    const type = this.type.fields.get(name)
    if (type === undefined) return null
    if (this.done.has(name)) {
      this.decoder.note(`line ${node.line}: field ${name} already set in type ${this.type.name}`, node)
      return null
    }
    this.done.add(name)
    return type
  }

  store(key: Decoded, pair: MappingPair, outcome: Outcome): void {
    this.entries.set(stringKey(key), { key: pair.key, node: pair.value, value: outcome })
  }

  forMerge(): MappingSink {
    return new StructSink(this.decoder, this.type, this.entries)
  }

  result(): Outcome {
    return { kind: 'record', entries: this.entries }
  }
}

/** A `map[string]T`. A null value is the zero value of T, but does not replace a value in a merge. */
export class MapSink implements MappingSink {
  readonly keyType = STRING

  constructor(
    private readonly type: GoType,
    private readonly fresh = true,
    private readonly entries = new Map<string, DecodedEntry>(),
  ) {}

  valueType(): GoType {
    return this.type
  }

  store(key: Decoded, pair: MappingPair, outcome: Outcome): void {
    const name = stringKey(key)
    const zero = isNull(pair.value) && (this.fresh || !this.entries.has(name))
    if (outcome !== null || zero) this.entries.set(name, { key: pair.key, node: pair.value, value: outcome })
  }

  forMerge(): MappingSink {
    return new MapSink(this.type, false, this.entries)
  }

  result(): Outcome {
    return { kind: 'record', entries: this.entries }
  }
}

/** A `map[string]interface{}`, or a `map[interface{}]interface{}` when `anyKeys`. */
export class AnyMapSink implements MappingSink {
  readonly keyType: GoType

  constructor(
    private readonly anyKeys: boolean,
    private readonly entries: [GoValue, GoValue][] = [],
    private readonly index = new Map<string, number>(),
  ) {
    this.keyType = anyKeys ? ANY : STRING
  }

  valueType(): GoType {
    return ANY
  }

  store(key: Decoded, pair: MappingPair, outcome: Outcome): void {
    if (outcome?.kind !== 'any') return
    const name = keyValue(key)
    const id = identityOf(key, pair.key)
    const at = this.index.get(id)
    if (at === undefined) {
      this.index.set(id, this.entries.length)
      this.entries.push([name, outcome.value])
    } else this.entries[at] = [name, outcome.value]
  }

  forMerge(): MappingSink {
    return new AnyMapSink(this.anyKeys, this.entries, this.index)
  }

  result(): Outcome {
    return { kind: 'any', value: { kind: 'map', entries: this.entries, anyKeys: this.anyKeys } }
  }
}

function stringKey(key: Decoded): string {
  return key.kind === 'string' ? key.value : ''
}

function isNull(node: YamlNode): boolean {
  return (node.kind === 'alias' ? node.target : node).tag === NULL_TAG
}
