import type { MappingNode, MappingPair, SequenceNode, YamlDocument, YamlNode } from '../yaml/node'
import { MERGE_TAG, NULL_TAG } from '../yaml/tags'
import { EditFailure } from './edit-failure'

/** Every node of a tree; aliases are not followed. Nesting does not use the call stack. */
export function* walkNodes(root: YamlNode): Generator<YamlNode> {
  const rest = [root]
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    yield node
    if (node.kind === 'sequence') for (const item of node.items) rest.push(item.node)
    else if (node.kind === 'mapping') for (const { key, value } of node.pairs) rest.push(key, value)
  }
}

/** Whether go-yaml sees null here, an alias of null included: such list items are dropped. */
export function isNull(node: YamlNode): boolean {
  return (node.kind === 'alias' ? node.target : node).tag === NULL_TAG
}

/** Whether a node says nothing: null, `[]` or `{}`. */
export function isBlank(node: YamlNode): boolean {
  if (node.kind === 'sequence') return node.items.length === 0
  if (node.kind === 'mapping') return node.pairs.length === 0
  return isNull(node)
}

/** Opens nodes for editing, and refuses where a change could reach further than it seems. */
export class NodeOpener {
  private aliasNames: Set<string> | null = null

  constructor(private readonly document: YamlDocument) {}

  /** A mapping whose pairs may be changed; `what` names it in the refusal. */
  mapping(node: YamlNode, what: string): MappingNode {
    this.plain(node)
    if (node.kind !== 'mapping' || (node.style === 'flow' && this.document.text[node.contentStart] !== '{'))
      throw new EditFailure('complex-key', `${what} is not written as key and value. Edit the text.`, node)
    for (const pair of node.pairs) this.checkKey(pair)
    return node
  }

  sequence(node: YamlNode, what: string): SequenceNode {
    this.plain(node)
    if (node.kind !== 'sequence')
      throw new EditFailure('not-sure', `${what} is not written as a list. Edit the text.`, node)
    return node
  }

  /** Refuses an alias, an explicit tag, and an anchor that is named elsewhere. */
  plain(node: YamlNode): void {
    if (node.kind === 'alias') {
      const reason = `*${node.name} stands for text that others use too. Edit the text.`
      throw new EditFailure('alias', reason, node)
    }
    const tag = node.properties?.tag ?? null
    if (tag !== null)
      throw new EditFailure('explicit-tag', 'A tag says how to read this. Edit the text.', tag)
    const anchor = node.properties?.anchor ?? null
    if (anchor !== null && this.names().has(anchor.name)) {
      const reason = `&${anchor.name} is used elsewhere in the file. Edit the text.`
      throw new EditFailure('anchor-used', reason, anchor)
    }
  }

  /** Refuses to take away what is named from elsewhere. */
  removable(...nodes: readonly YamlNode[]): void {
    const inside = nodes.flatMap((node) => Array.from(walkNodes(node)))
    const anchors = inside.flatMap((node) => node.properties?.anchor ?? [])
    if (anchors.length === 0) return
    const own = new Set(inside.filter((node) => node.kind === 'alias'))
    const root = this.document.root
    const others = root === null ? [] : [...walkNodes(root)]
    const used = new Set(others.flatMap((node) => (node.kind === 'alias' && !own.has(node) ? node.name : [])))
    const anchor = anchors.find(({ name }) => used.has(name))
    if (anchor === undefined) return
    throw new EditFailure(
      'anchor-used',
      `&${anchor.name} is used elsewhere in the file. Edit the text.`,
      anchor,
    )
  }

  /** Refuses to write a node a second time, or elsewhere, when what it means depends on its place. */
  movable(node: YamlNode): void {
    for (const inner of walkNodes(node)) {
      if (inner.kind === 'alias') {
        const reason = `*${inner.name} may mean something else in another place. Edit the text.`
        throw new EditFailure('alias', reason, inner)
      }
      const anchor = inner.properties?.anchor ?? null
      if (anchor === null) continue
      throw new EditFailure('anchor-used', `&${anchor.name} may stand only once. Edit the text.`, anchor)
    }
  }

  private checkKey({ key, question }: MappingPair): void {
    this.plain(key)
    if (key.tag === MERGE_TAG) {
      const reason = '<< brings in keys from elsewhere. Edit the text.'
      throw new EditFailure('merge-key', reason, key)
    }
    if (key.kind !== 'scalar' || question >= 0)
      throw new EditFailure('complex-key', 'A key is written with ? here. Edit the text.', key)
  }

  private names(): Set<string> {
    if (this.aliasNames !== null) return this.aliasNames
    const names = new Set<string>()
    const { root } = this.document
    if (root !== null) for (const node of walkNodes(root)) if (node.kind === 'alias') names.add(node.name)
    this.aliasNames = names
    return names
  }
}

/** The pair of a key, by its text: go-yaml refuses two that are equal. */
export function findPair(mapping: MappingNode, name: string): MappingPair | null {
  return mapping.pairs.find(({ key }) => key.kind === 'scalar' && key.value === name) ?? null
}
