import { AliasBudget } from './decode-budget'
import { cannotUnmarshal, duplicateKeys } from './decode-errors'
import { PENDING, type DecodeFrame, type FrameDecoder, type Merge, type Outcome } from './decode-frame'
import { AnyListFrame, ListFrame } from './decode-list'
import { MappingFrame } from './decode-mapping'
import { decodeScalar } from './decode-scalar'
import { AnyMapSink, MapSink, StructSink } from './decode-sink'
import type { GoType } from './decode-type'
import type { AliasNode, MappingNode, ScalarNode, SequenceNode, YamlNode } from './yaml/node'
import { MERGE_TAG, NULL_TAG, STR_TAG } from './yaml/tags'
import { YamlFailure } from './yaml/yaml-failure'

export type DecodeResult =
  /** `null` is the zero value of the type. */
  | { readonly ok: true; readonly value: Outcome }
  /** `message` in go-yaml's words, without the leading `yaml: `; `offset` of the first fault, in UTF-16 units. */
  | { readonly ok: false; readonly message: string; readonly offset: number }

/** Decodes a node tree into a Go type with go-yaml v3's rules and errors. */
export function decodeNode(root: YamlNode | null, type: GoType): DecodeResult {
  if (root === null) return { ok: true, value: null }
  const decoder = new Decoder()
  try {
    const value = decoder.decode(root, type)
    const first = decoder.noted[0]
    if (first === undefined) return { ok: true, value }
    const lines = decoder.noted.map(({ line }) => `\n  ${line}`).join('')
    return { ok: false, message: `unmarshal errors:${lines}`, offset: first.offset }
  } catch (error) {
    if (!(error instanceof YamlFailure)) throw error
    return { ok: false, message: error.message, offset: error.offset }
  }
}

/** go-yaml has no bound; ours keeps n equal keys from making n² lines. */
const MOST_ERRORS = 10_000

/**
 * go-yaml's decoder. Collections wait on an explicit stack, because aliases and merge keys can nest values far deeper than the text
 * and the engine's call stack allow.
 */
class Decoder implements FrameDecoder {
  readonly noted: { readonly line: string; readonly offset: number }[] = []
  private readonly frames: { readonly frame: DecodeFrame; alias: AliasNode | null }[] = []
  private readonly aliases = new Set<AliasNode>()
  private readonly budget = new AliasBudget()

  decode(root: YamlNode, type: GoType): Outcome {
    let outcome = this.enter(root, type)
    for (let top = this.frames.at(-1); top !== undefined; top = this.frames.at(-1)) {
      if (!top.frame.step()) continue
      this.frames.pop()
      if (top.alias !== null) this.aliases.delete(top.alias)
      outcome = top.frame.result()
      this.frames.at(-1)?.frame.receive(outcome)
    }
    return outcome === PENDING ? null : outcome
  }

  enter(node: YamlNode, type: GoType, merge?: Merge): Outcome | typeof PENDING {
    this.spend(node)
    if (node.kind !== 'alias') return this.enterTarget(node, type, merge)
    if (this.aliases.has(node))
      throw new YamlFailure(`anchor '${node.name}' value contains itself`, node.start)
    this.aliases.add(node)
    this.spend(node)
    const outcome = this.enterTarget(node.target, type, merge)
    const top = this.frames.at(-1)
    if (outcome === PENDING && top !== undefined) top.alias = node
    else this.aliases.delete(node)
    return outcome
  }

  note(line: string, node: YamlNode): void {
    if (this.noted.length < MOST_ERRORS) this.noted.push({ line, offset: node.start })
  }

  private spend(node: YamlNode): void {
    if (this.budget.spend(this.aliases.size > 0)) return
    throw new YamlFailure('document contains excessive aliasing', node.start)
  }

  private enterTarget(
    node: Exclude<YamlNode, AliasNode>,
    declared: GoType,
    merge: Merge | undefined,
  ): Outcome | typeof PENDING {
    const type = declared.kind === 'pointer' && node.tag !== NULL_TAG ? declared.target : declared
    if (node.kind === 'scalar') return this.enterScalar(node, type)
    if (node.kind === 'sequence') return this.enterSequence(node, type)
    return this.enterMapping(node, type, merge)
  }

  private enterScalar(node: ScalarNode, type: GoType): Outcome {
    const outcome = decodeScalar(node, type)
    if (outcome === 'mismatch') this.note(cannotUnmarshal(node, type), node)
    return typeof outcome === 'string' ? null : outcome
  }

  private enterSequence(node: SequenceNode, type: GoType): Outcome | typeof PENDING {
    if (type.kind === 'any') return this.push(new AnyListFrame(this, node))
    if (type.kind === 'list') return this.push(new ListFrame(this, node, type.item))
    this.note(cannotUnmarshal(node, type), node)
    return null
  }

  private enterMapping(node: MappingNode, type: GoType, merge: Merge | undefined): Outcome | typeof PENDING {
    const twins = duplicateKeys(node, MOST_ERRORS - this.noted.length)
    for (const { line, key } of twins) this.note(line, key)
    if (twins.length > 0) return null
    if (merge !== undefined) return this.push(new MappingFrame(this, node, merge.sink, merge.merged))
    switch (type.kind) {
      case 'struct':
        return this.push(new MappingFrame(this, node, new StructSink(this, type), null))
      case 'map':
        return this.push(new MappingFrame(this, node, new MapSink(type.value), null))
      case 'any':
        return this.push(new MappingFrame(this, node, new AnyMapSink(!hasStringKeys(node)), null))
      default:
        this.note(cannotUnmarshal(node, type), node)
        return null
    }
  }

  private push(frame: DecodeFrame): typeof PENDING {
    this.frames.push({ frame, alias: null })
    return PENDING
  }
}

/** Whether go-yaml decodes the mapping into a `map[string]interface{}`. */
function hasStringKeys(node: MappingNode): boolean {
  return node.pairs.every(({ key }) => {
    const { tag } = key.kind === 'alias' ? key.target : key
    return tag === STR_TAG || tag === MERGE_TAG
  })
}
