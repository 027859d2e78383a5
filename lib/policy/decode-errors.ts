import { quote } from './go/quote'
import { lossyText } from './go-bytes'
import type { GoType } from './decode-type'
import type { MappingNode, YamlNode } from './yaml/node'
import { MAP_TAG, SEQ_TAG } from './yaml/tags'

/** A scalar longer than this many bytes is shortened in errors, to `SHORTENED` bytes. */
const LONGEST_SHOWN = 10
const SHORTENED = 7

const ENCODER = new TextEncoder()

/** go-yaml's line about a value that a type cannot hold. */
export function cannotUnmarshal(node: YamlNode, type: GoType): string {
  const text = node.kind === 'scalar' ? node.value : ''
  const shown = node.tag === SEQ_TAG || node.tag === MAP_TAG ? text : ` \`${shorten(text)}\``
  return `line ${node.line}: cannot unmarshal ${node.tag}${shown} into ${type.name}`
}

function shorten(text: string): string {
  if (text.length <= LONGEST_SHOWN / 3) return text
  const bytes = ENCODER.encode(text)
  return bytes.length > LONGEST_SHOWN ? `${lossyText(bytes.subarray(0, SHORTENED))}...` : text
}

/** An error about a key that is there already. */
export interface Twin {
  readonly line: string
  readonly key: YamlNode
}

/** Mappings up to this size are compared pair by pair, which is faster than an index. */
const SMALL = 8

/**
 * go-yaml's lines about keys that a mapping has twice; equality is that of kind and text, so `1` and `"1"` collide and two lists
 * always do. Every pair of twins has a line. At most `limit` lines.
 */
export function duplicateKeys(mapping: MappingNode, limit: number): Twin[] {
  const { pairs } = mapping
  if (pairs.length < 2 || (pairs.length <= SMALL && !hasTwins(mapping))) return []
  const groups = new Map<string, YamlNode[]>()
  for (const { key } of pairs) {
    const id = identify(key)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [key])
    else group.push(key)
  }
  if (groups.size === pairs.length) return []
  const twins: Twin[] = []
  const seen = new Map<string, number>()
  for (const { key } of pairs) {
    const id = identify(key)
    const group = groups.get(id) ?? []
    const index = (seen.get(id) ?? 0) + 1
    seen.set(id, index)
    for (let later = index; later < group.length && twins.length < limit; later++) {
      const twin = group[later]
      if (twin === undefined) break
      const line = `line ${twin.line}: mapping key ${quote(keyText(key))} already defined at line ${key.line}`
      twins.push({ line, key: twin })
    }
  }
  return twins
}

function hasTwins({ pairs }: MappingNode): boolean {
  return pairs.some((a, i) =>
    pairs.some((b, j) => j > i && a.key.kind === b.key.kind && keyText(a.key) === keyText(b.key)),
  )
}

function identify(key: YamlNode): string {
  return `${key.kind}:${keyText(key)}`
}

function keyText(key: YamlNode): string {
  return key.kind === 'scalar' ? key.value : key.kind === 'alias' ? key.name : ''
}
