import type { MappingNode, MappingPair, ScalarNode, SequenceNode, YamlNode } from '../yaml/node'
import { STR_TAG } from '../yaml/tags'
import { isBlank, isNull } from './open-node'
import type { PolicyText } from './policy-text'
import type { Quotes } from './write-scalar'

/** The key that a value stands behind, e.g. `on_deny`; `tool` for the names of tools. Text of one role looks alike in a file. */
export type Role = string

/** Roles of which the words of a file say nothing about its strings. */
const PROSE: ReadonlySet<Role> = new Set(['version', 'description', 'tool'])

/** How a file is written. */
export class FileStyle {
  private readonly quotes = new Map<Role, Tally<Quotes>>()
  private readonly flow = new Map<Role, Tally<boolean>>()
  private readonly offsets = new Map<Role, Tally<number>>()
  private readonly steps = new Tally<number>()
  private readonly anyOffset = new Tally<number>()
  private readonly gaps = new Tally<number>()
  private readonly anyQuotes = new Tally<Quotes>()
  private readonly keys = new Tally<boolean>()
  private readonly braces = new Tally<string>()
  private readonly brackets = new Tally<string>()
  private readonly colons = new Tally<string>()
  /** Whether the file as a whole is in flow, over several lines. */
  readonly pretty: boolean

  constructor(private readonly source: PolicyText) {
    const { root } = source.document
    this.pretty = root?.kind === 'mapping' && root.style === 'flow' && this.spansLines(root)
    const rest: { node: YamlNode; role: Role }[] = root === null ? [] : [{ node: root, role: '' }]
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      rest.push(...this.look(next.node, next.role))
    }
  }

  /** How strings of a role are quoted. */
  quotesOf(role: Role): Quotes {
    if (role === 'tool') return this.quotedKeys ? 'double' : (this.quotes.get(role)?.most() ?? 'plain')
    return this.quotes.get(role)?.most() ?? (this.quotedKeys ? 'double' : this.anyQuotes.most()) ?? 'double'
  }

  /** How strings are quoted that cannot be plain. */
  get fallbackQuotes(): Quotes {
    return this.anyQuotes.count('single') > this.anyQuotes.count('double') ? 'single' : 'double'
  }

  /** Whether field names are quoted, as in JSON. */
  get quotedKeys(): boolean {
    return this.keys.most() ?? false
  }

  /** Whether lists and mappings of a role are in flow; `fallback` when the file has none. */
  isFlow(role: Role, fallback: boolean): boolean {
    return this.flow.get(role)?.most() ?? fallback
  }

  /** Columns from a key to the mapping below it. */
  get step(): number {
    return this.steps.most() ?? 2
  }

  /** Columns from a key to the dashes of the list below it. */
  offsetOf(role: Role): number {
    return this.offsets.get(role)?.most() ?? this.anyOffset.most() ?? this.step
  }

  /** Blanks between a dash and its item. */
  get gap(): string {
    return ' '.repeat(this.gaps.most() ?? 1)
  }

  /** What stands inside `{` and `[`. */
  padding(kind: 'mapping' | 'sequence'): string {
    return kind === 'mapping' ? (this.braces.most() ?? ' ') : (this.brackets.most() ?? '')
  }

  /** What stands behind a colon in flow. Only quoted keys may do without a blank. */
  get colonGap(): string {
    return this.quotedKeys ? (this.colons.most() ?? ' ') : ' '
  }

  private look(node: YamlNode, role: Role): { node: YamlNode; role: Role }[] {
    if (node.kind === 'scalar') this.lookAtScalar(node, role)
    if (node.kind === 'sequence') return this.lookAtSequence(node, role)
    return node.kind === 'mapping' ? this.lookAtMapping(node, role) : []
  }

  private lookAtScalar(node: ScalarNode, role: Role): void {
    if (node.tag !== STR_TAG) return
    const quotes = quotesOf(node)
    if (quotes === null) return
    tallyOf(this.quotes, role).add(quotes)
    if (!PROSE.has(role)) this.anyQuotes.add(quotes)
  }

  private lookAtSequence(node: SequenceNode, role: Role) {
    const { items, style } = node
    if (items.length > 0) tallyOf(this.flow, role).add(style === 'flow')
    if (style === 'flow') this.lookInside(node, items[0]?.node, this.brackets)
    for (const { node: item, dash } of items) {
      if (style === 'flow' || isNull(item)) continue
      const gap = this.source.text.slice(dash + 1, item.start)
      if (/^ +$/.test(gap)) this.gaps.add(gap.length)
    }
    return items.map((item) => ({ node: item.node, role: item.node.kind === 'mapping' ? `${role}[]` : role }))
  }

  private lookAtMapping(node: MappingNode, role: Role) {
    const { pairs, style } = node
    const bare = pairs.every(({ value }) => isBlank(value))
    if (pairs.length > 0 && role !== '')
      tallyOf(this.flow, bare ? bareRole(role) : role).add(style === 'flow')
    if (style === 'flow') this.lookInside(node, pairs[0]?.key, this.braces)
    return pairs.map((pair) => {
      const { key, value } = pair
      const name = key.kind === 'scalar' ? key.value : ''
      if (role === 'tools') this.lookAtKey(key, this.quotes)
      else if (key.kind === 'scalar') this.keys.add(key.style !== 'plain')
      if (style === 'flow' && pair.colon >= 0 && !isNull(value)) this.lookAtColon(pair)
      if (style === 'block') this.lookAtIndent(pair, name)
      return { node: value, role: role === 'tools' ? 'tools{}' : name }
    })
  }

  private lookAtKey(key: YamlNode, quotes: Map<Role, Tally<Quotes>>): void {
    const style = key.kind === 'scalar' && key.value !== '*' ? quotesOf(key) : null
    if (style !== null) tallyOf(quotes, 'tool').add(style)
  }

  private lookAtColon({ colon, value }: MappingPair): void {
    const gap = this.source.text.slice(colon + 1, value.start)
    if (/^ *$/.test(gap)) this.colons.add(gap)
  }

  private lookAtIndent({ key, value }: MappingPair, name: string): void {
    if ((value.kind !== 'mapping' && value.kind !== 'sequence') || value.style !== 'block') return
    const offset = this.source.column(value.contentStart) - this.source.column(key.start)
    if (value.kind === 'mapping') this.steps.add(offset)
    else {
      tallyOf(this.offsets, name).add(offset)
      this.anyOffset.add(offset)
    }
  }

  private lookInside(
    node: MappingNode | SequenceNode,
    first: YamlNode | undefined,
    tally: Tally<string>,
  ): void {
    if (first === undefined) return
    const padding = this.source.text.slice(node.contentStart + 1, first.start)
    if (/^ *$/.test(padding)) tally.add(padding)
  }

  private spansLines(node: MappingNode): boolean {
    const first = node.pairs[0]?.key.start ?? node.end
    return this.source.text.slice(node.contentStart, first).includes('\n')
  }
}

/** The role of mappings that hold nothing but empty lists, such as `{ rules: [] }`. */
export function bareRole(role: Role): Role {
  return `${role} bare`
}

/** `null` for block scalars, which say nothing about quotes. */
export function quotesOf(node: ScalarNode): Quotes | null {
  switch (node.style) {
    case 'plain':
      return 'plain'
    case 'single-quoted':
      return 'single'
    case 'double-quoted':
      return 'double'
    default:
      return null
  }
}

class Tally<Value> {
  private readonly counts = new Map<Value, number>()

  add(value: Value): void {
    this.counts.set(value, this.count(value) + 1)
  }

  count(value: Value): number {
    return this.counts.get(value) ?? 0
  }

  /** The value seen most often, the first of equals. */
  most(): Value | undefined {
    let best: Value | undefined
    let most = 0
    for (const [value, count] of this.counts) {
      if (count > most) {
        best = value
        most = count
      }
    }
    return best
  }
}

function tallyOf<Value>(tallies: Map<Role, Tally<Value>>, role: Role): Tally<Value> {
  const tally = tallies.get(role) ?? new Tally<Value>()
  tallies.set(role, tally)
  return tally
}
