import { LineIndex } from '../line-index'
import { nearestName } from '../nearest-name'
import { printable } from '../describe/sentence'
import type { Range, SequenceNode, YamlNode } from '../yaml/node'
import { NULL_TAG } from '../yaml/tags'
import type { TestProblem } from './policy-test'

/** A field of a mapping: its name's node and its value. */
export interface Field {
  readonly key: YamlNode
  readonly value: YamlNode
}

/** The fields of a mapping; whoever reads few of them takes the fields of any mapping that may have those. */
export interface Fields<Name extends string> {
  get(name: Name): Field | undefined
  has(name: Name): boolean
}

/** Somebody who reads a hundred messages has stopped reading. */
const MOST_PROBLEMS = 100

/** Reads nodes strictly and collects what is wrong with them. Every reading that fails has reported why. */
export class TestReader {
  readonly problems: TestProblem[] = []
  private readonly lines: LineIndex

  constructor(text: string) {
    this.lines = new LineIndex(text)
  }

  report(at: Range, message: string): void {
    if (this.problems.length >= MOST_PROBLEMS) return
    this.problems.push({ message, ...this.position(at) })
  }

  position({ start, end }: Range) {
    return { ...this.lines.at(start), start, end }
  }

  /** The fields of a mapping; `what` completes "… must be a mapping", `known` are the names it may have. */
  fields<Name extends string>(given: YamlNode, what: string, known: readonly Name[]): Fields<Name> | null {
    const node = target(given)
    if (node.kind !== 'mapping') {
      this.report(given, `${what} must be a mapping with ${listed(known)}.`)
      return null
    }
    const fields = new Map<Name, Field>()
    for (const { key, value } of node.pairs) {
      const name = target(key)
      const text = name.kind === 'scalar' ? name.value : ''
      const field = known.find((each) => each === text)
      if (field === undefined) this.report(key, unknownField(text, what, known))
      else if (fields.has(field)) this.report(key, `${field} stands here twice; keep one.`)
      else fields.set(field, { key, value })
    }
    return fields
  }

  /** The items of a list with at least one. */
  items(given: YamlNode, what: string): SequenceNode['items'] | null {
    const node = target(given)
    if (node.kind === 'sequence' && node.items.length > 0) return node.items
    this.report(given, `${what} must be a list with at least one item, each behind a dash.`)
    return null
  }

  /** A text as it is written: `5` and `true` are texts too. */
  text(given: YamlNode, what: string): string | null {
    const node = target(given)
    if (node.kind === 'scalar' && node.tag !== NULL_TAG && node.value !== '') return node.value
    this.report(given, `${what} must be a text.`)
    return null
  }
}

/** What an alias stands for, else the node itself. */
export function target(node: YamlNode): Exclude<YamlNode, { kind: 'alias' }> {
  return node.kind === 'alias' ? node.target : node
}

function unknownField(name: string, what: string, known: readonly string[]): string {
  const meant = nearestName(name, known)
  const advice = meant === null ? `Known here: ${known.join(', ')}.` : `Did you mean ${meant}?`
  return `${what} has no field ${JSON.stringify(printable(name.slice(0, 60)))}. ${advice}`
}

function listed(known: readonly string[]): string {
  return known.length < 2 ? known.join('') : `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`
}
