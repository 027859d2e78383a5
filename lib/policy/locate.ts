import type { Decoded } from './decode-type'
import { LineIndex } from './line-index'
import type { Range, YamlDocument, YamlNode } from './yaml/node'

/** A place in a policy, e.g. `['tools', 'create_refund', 'rules', 0, 'conditions', 1, 'value']`. Indexes are those of the messages. */
export type PolicyPath = readonly (string | number)[]

/** Where something stands in the file. Lines and columns count from one, columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
  /** UTF-16 offsets into the decoded text, byte order mark included; `end` is exclusive. */
  readonly start: number
  readonly end: number
}

/** What `locate` found for a path. */
export interface Location extends Position {
  /** Whether the whole path was found; otherwise this is the nearest thing around it. */
  readonly exact: boolean
  /** The key in front of the value; `null` on list items and on the whole file. */
  readonly key: Range | null
  /** The node that holds the value; `null` when the file is empty. Aliases are followed: what they name may stand elsewhere. */
  readonly node: YamlNode | null
}

interface Found {
  readonly key: YamlNode | null
  readonly node: YamlNode | null
  readonly value: Decoded | null
}

/** Finds the text behind any path of a policy. */
export class PolicyPositions {
  private lines: LineIndex | null = null

  constructor(
    private readonly document: YamlDocument,
    /** What the document says, before anything is made of it. */
    readonly config: Decoded | null,
  ) {}

  /** The place of `path`, or the nearest thing around it: a missing field leads to its rule, a written-out one to its `rate_limit`. */
  locate(path: PolicyPath): Location {
    const { found, exact } = this.find(path)
    const { start, end } = rangeOf(found)
    const { key, node } = found
    const range = key === null ? null : { start: key.start, end: key.end }
    return { ...this.at(start, end), exact, key: range, node }
  }

  /** The same without counting lines, for those who ask it of all tools at once. */
  rangeOf(path: PolicyPath): Range {
    return rangeOf(this.find(path).found)
  }

  /** The position of a range of the text. */
  at(start: number, end = start): Position {
    this.lines ??= new LineIndex(this.document.text)
    return { ...this.lines.at(start), start, end }
  }

  private find(path: PolicyPath): { readonly found: Found; readonly exact: boolean } {
    let found: Found = { key: null, node: this.document.root, value: this.config }
    for (const segment of path) {
      const next: Found | null = child(found.value, segment)
      if (next === null) return { found: child(found.value, 'rate_limit') ?? found, exact: false }
      found = next
    }
    return { found, exact: true }
  }
}

function rangeOf({ key, node }: Found): Range {
  const start = key?.start ?? node?.start ?? 0
  return { start, end: node === null ? start : Math.max(node.end, key?.end ?? 0) }
}

function child(value: Decoded | null, segment: string | number): Found | null {
  if (value?.kind === 'record') return value.entries.get(String(segment)) ?? null
  const item = value?.kind === 'list' && typeof segment === 'number' ? value.items[segment] : undefined
  return item === undefined ? null : { key: null, node: item.node, value: item.value }
}
