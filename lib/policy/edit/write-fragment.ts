import { bareRole, type FileStyle } from './file-style'
import type { Fragment, MappingFragment, PairFragment, SequenceFragment } from './fragment'
import { writePlainScalar, writeString } from './write-scalar'

/** Writes fragments in the style of a file. Lines have no indentation of their surroundings and no breaks. */
export class FragmentWriter {
  constructor(private readonly style: FileStyle) {}

  /** The key with its value, in a block mapping. */
  blockPair({ key, named, value }: PairFragment): string[] {
    const name = this.key(key, named)
    if (this.isInline(value)) return [`${name}: ${this.flow(value)}`]
    return [`${name}:`, ...this.blockChildren(value)]
  }

  /** A block collection as it stands below its key. */
  blockChildren(value: Fragment): string[] {
    if (value.kind === 'sequence') {
      return indent(
        value.items.flatMap((item) => this.blockItem(item)),
        this.style.offsetOf(value.role),
      )
    }
    return value.kind === 'mapping' ? indent(this.blockPairs(value), this.style.step) : []
  }

  /** The lines of `- item`. @param gap blanks behind the dash */
  blockItem(item: Fragment, gap = this.style.gap): string[] {
    if (item.kind === 'item') return [...item.block]
    const lines = item.kind === 'mapping' && !this.isInline(item) ? this.blockPairs(item) : [this.flow(item)]
    return lines.map((line, i) => (i === 0 ? `-${gap}${line}` : ` ${gap}${line}`))
  }

  blockPairs(mapping: MappingFragment): string[] {
    return mapping.pairs.flatMap((pair) => this.blockPair(pair))
  }

  /** Whether a value stands on the line of its key or dash. */
  isInline(value: Fragment): boolean {
    if (value.kind === 'scalar' || value.kind === 'source' || value.kind === 'item') return true
    if (value.kind === 'sequence')
      return value.items.length === 0 || this.style.isFlow(value.role, value.flow)
    const bare = value.pairs.every(({ value: part }) => part.kind === 'sequence' && part.items.length === 0)
    return value.pairs.length === 0 || this.style.isFlow(bare ? bareRole(value.role) : value.role, value.flow)
  }

  /** On one line. */
  flow(value: Fragment): string {
    switch (value.kind) {
      case 'source':
        return value.text
      case 'item':
        return value
          .flow()
          .map((line) => line.trim())
          .join(' ')
      case 'scalar': {
        const { value: scalar, role } = value
        if (scalar.kind !== 'string') return writePlainScalar(scalar)
        return writeString(scalar.value, this.style.quotesOf(role), this.style.fallbackQuotes)
      }
      case 'sequence':
        return this.enclose('[', ']', this.flowItems(value), this.style.padding('sequence'))
      default:
        return this.enclose('{', '}', this.flowPairs(value), this.style.padding('mapping'))
    }
  }

  flowPair({ key, named, value }: PairFragment): string {
    return `${this.key(key, named)}:${this.style.colonGap}${this.flow(value)}`
  }

  /** Over several lines, as JSON is printed; lists of scalars stay on one. */
  prettyLines(value: Fragment): string[] {
    if (value.kind === 'item') return [...value.flow()]
    if (value.kind !== 'sequence' && value.kind !== 'mapping') return [this.flow(value)]
    const nested = value.kind === 'mapping' || value.items.some(({ kind }) => kind !== 'scalar')
    const parts =
      value.kind === 'mapping'
        ? value.pairs.map((pair) => this.prettyPair(pair))
        : value.items.map((item) => this.prettyLines(item))
    if (!nested || parts.length === 0) return [this.flow(value)]
    const [open, close] = value.kind === 'mapping' ? ['{', '}'] : ['[', ']']
    const inner = parts.flatMap((lines, i) => (i < parts.length - 1 ? comma(lines) : lines))
    return [open, ...indent(inner, this.style.step), close]
  }

  prettyPair({ key, named, value }: PairFragment): string[] {
    const [first = '', ...rest] = this.prettyLines(value)
    return [`${this.key(key, named)}:${this.style.colonGap}${first}`, ...rest]
  }

  key(key: string, named: PairFragment['named']): string {
    if (named === 'tool') return writeString(key, this.style.quotesOf('tool'), this.style.fallbackQuotes)
    if (named === 'key') return writeString(key, 'double', 'double')
    return this.style.quotedKeys ? `"${key}"` : key
  }

  private flowItems({ items }: SequenceFragment): string[] {
    return items.map((item) => this.flow(item))
  }

  private flowPairs({ pairs }: MappingFragment): string[] {
    return pairs.map((pair) => this.flowPair(pair))
  }

  private enclose(open: string, close: string, parts: readonly string[], padding: string): string {
    if (parts.length === 0) return open + close
    const gap = this.style.colonGap === '' ? '' : ' '
    return `${open}${padding}${parts.join(`,${gap}`)}${padding}${close}`
  }
}

function comma(lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? `${line},` : line))
}

export function indent(lines: readonly string[], columns: number): string[] {
  const blanks = ' '.repeat(Math.max(columns, 0))
  return lines.map((line) => (line === '' ? '' : blanks + line))
}
