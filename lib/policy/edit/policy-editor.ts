import type { MappingNode, MappingPair, ScalarNode, SequenceNode, YamlDocument, YamlNode } from '../yaml/node'
import { parseDocument } from '../yaml/parse-document'
import { EditFailure } from './edit-failure'
import type { RuleAddress, Splice } from './edits'
import { FileStyle } from './file-style'
import { NodeOpener, findPair, isNull } from './open-node'
import { PolicyText } from './policy-text'
import { SpliceHistory, applySplices } from './splice'
import { FragmentWriter } from './write-fragment'

/** A list that may be edited, and where it hangs. */
export interface OpenList {
  readonly owner: MappingPair
  readonly node: SequenceNode
  /** Indexes into `node.items` of what go-yaml keeps: null items are dropped. */
  readonly live: readonly number[]
}

export interface OpenRule {
  readonly list: OpenList
  /** Index into `list.node.items`. */
  readonly index: number
  readonly node: MappingNode
}

/** A policy file under edit. Every splice is followed by a new parse, so nodes must be looked up again. */
export class PolicyEditor {
  readonly history: SpliceHistory
  private current: PolicyText
  private opener: NodeOpener
  /** The text as it was before the edit that is being made. */
  private begun: PolicyText
  private begunStyle: FileStyle | null = null

  /** @param document of a text that can be loaded */
  constructor(document: YamlDocument) {
    this.history = new SpliceHistory(document.text)
    this.current = new PolicyText(document)
    this.opener = new NodeOpener(this.current.document)
    this.begun = this.current
  }

  /** Each edit follows the style of the text before it, so that edits made together write what they write one by one. */
  begin(): void {
    if (this.begun === this.current) return
    this.begun = this.current
    this.begunStyle = null
  }

  get source(): PolicyText {
    return this.current
  }

  get open(): NodeOpener {
    return this.opener
  }

  get style(): FileStyle {
    this.begunStyle ??= styleOf(this.begun)
    return this.begunStyle
  }

  get write(): FragmentWriter {
    return new FragmentWriter(this.style)
  }

  /** @param splices disjoint */
  splice(...splices: readonly Splice[]): void {
    const sorted = splices.toSorted((a, b) => a.start - b.start || a.end - b.end)
    this.history.add(sorted)
    this.current = parse(applySplices(this.current.text, sorted))
    this.opener = new NodeOpener(this.current.document)
  }

  root(): MappingNode {
    const { root } = this.current.document
    if (root === null || isNull(root))
      throw new EditFailure('not-found', 'The file holds no policy yet. Create it first.')
    return this.opener.mapping(root, 'The file')
  }

  /** `tools`, or `null` when the file has no such key. */
  toolsPair(): MappingPair | null {
    return findPair(this.root(), 'tools')
  }

  tools(): MappingNode {
    const pair = this.toolsPair()
    if (pair === null) throw unsure(null)
    return this.opener.mapping(pair.value, 'The list of tools')
  }

  toolPair(name: string): MappingPair {
    const pair = findPair(this.tools(), name)
    if (pair === null) throw unsure(null)
    return pair
  }

  /** The list behind a key of a mapping; `null` when it is absent or null. */
  list(mapping: MappingNode, key: string): OpenList | null {
    const owner = findPair(mapping, key)
    if (owner === null) return null
    if (isNull(owner.value)) {
      this.opener.plain(owner.value)
      return null
    }
    const node = this.opener.sequence(owner.value, key)
    const live = node.items.flatMap((item, i) => (isNull(item.node) ? [] : [i]))
    return { owner, node, live }
  }

  rule({ tool, rule }: RuleAddress): OpenRule {
    const list = this.list(this.opener.mapping(this.toolPair(tool).value, tool), 'rules')
    const index = list?.live[rule]
    const item = index === undefined ? undefined : list?.node.items[index]
    if (list === null || index === undefined || item === undefined) throw unsure(null)
    return { list, index, node: this.opener.mapping(item.node, 'The rule') }
  }

  condition(address: RuleAddress & { readonly condition: number }): OpenRule {
    const list = this.list(this.rule(address).node, 'conditions')
    const index = list?.live[address.condition]
    const item = index === undefined ? undefined : list?.node.items[index]
    if (list === null || index === undefined || item === undefined) throw unsure(null)
    return { list, index, node: this.opener.mapping(item.node, 'The condition') }
  }

  /** A scalar that may be replaced. */
  scalar(node: YamlNode, what: string): ScalarNode {
    this.opener.plain(node)
    if (node.kind !== 'scalar') throw new EditFailure('not-sure', `${what} is no text. Edit the text.`, node)
    return node
  }
}

/** For what the intent found and the text does not show: it hangs on a merge or an alias. */
export function unsure(node: YamlNode | null): EditFailure {
  return new EditFailure(
    'not-sure',
    'This is not written where it could be edited safely. Edit the text.',
    node,
  )
}

/** A text that is held for the edits to come is not looked through again. */
const styles = new WeakMap<YamlDocument, FileStyle>()

function styleOf(text: PolicyText): FileStyle {
  const style = styles.get(text.document) ?? new FileStyle(text)
  styles.set(text.document, style)
  return style
}

function parse(text: string): PolicyText {
  const parsed = parseDocument(text)
  if (parsed.ok) return new PolicyText(parsed.document)
  throw new EditFailure('not-sure', 'The edit would break the file. Edit the text.')
}
