import type { TextAutomaton } from '../go/pattern-automaton'
import { codePointsToTry } from './code-points'
import { TextTree, type TextNode } from './text-tree'

/** What a text has to meet: to be matched, or not to be. */
export interface TextCondition {
  readonly automaton: TextAutomaton
  readonly wanted: boolean
}

/** A shortest text that meets all conditions and is none of `except`; `none` is a proof, `undecided` an end of the room for looking. */
export type TextSearch =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }

/** Texts that differ for the conditions, of which the shortest is kept. */
const MOST_PLACES = 20_000

/**
 * Searches all texts at once: every condition is a finite automaton, so that texts that lead to the same states have the same futures, and
 * only one of them has to be looked at. Breadth first, hence the shortest. `hasRoom` ends the search.
 */
export function searchText(
  conditions: readonly TextCondition[],
  except: ReadonlySet<string>,
  hasRoom: () => boolean,
): TextSearch {
  return new TextSearcher(conditions, new TextTree(except)).search(hasRoom)
}

/** One of the texts that lead to the same states. */
interface Place {
  readonly states: readonly number[]
  /** What is left of the excepted texts; null when the text is none of them any more. */
  readonly excepted: TextNode | null
  readonly before: Place | null
  readonly codePoint: number
}

class TextSearcher {
  readonly #places: Place[] = []
  readonly #seen = new Set<string>()
  readonly #codePoints: readonly number[]
  #isComplete = true

  constructor(
    private readonly conditions: readonly TextCondition[],
    private readonly tree: TextTree,
  ) {
    this.#codePoints = codePointsToTry([
      ...conditions.flatMap(({ automaton }) => automaton.edges),
      ...tree.edges,
    ])
  }

  search(hasRoom: () => boolean): TextSearch {
    const states = this.conditions.map(({ automaton }) => automaton.start)
    this.#add({ states, excepted: this.tree.root, before: null, codePoint: 0 })
    for (let at = 0; at < this.#places.length; at += 1) {
      const place = this.#places[at]
      if (place === undefined || !hasRoom() || at >= MOST_PLACES) return { kind: 'undecided' }
      if (this.#isFound(place)) return { kind: 'found', value: textOf(place) }
      for (const codePoint of this.#codePoints) this.#follow(place, codePoint)
    }
    return { kind: this.#isComplete ? 'none' : 'undecided' }
  }

  #isFound({ states, excepted }: Place): boolean {
    if (excepted?.isText === true) return false
    return this.conditions.every(({ automaton, wanted }, index) => {
      const accepted = automaton.accepts(states[index] ?? 0)
      this.#isComplete &&= accepted !== null
      return accepted === wanted
    })
  }

  #follow(place: Place, codePoint: number): void {
    const states: number[] = []
    for (const [index, { automaton, wanted }] of this.conditions.entries()) {
      const next = automaton.step(place.states[index] ?? 0, codePoint)
      this.#isComplete &&= next !== null
      if (next === null || (!wanted && automaton.isSettled(next))) return
      states.push(next)
    }
    this.#add({ states, excepted: place.excepted?.next.get(codePoint) ?? null, before: place, codePoint })
  }

  #add(place: Place): void {
    const key = `${place.states.join(' ')} ${place.excepted?.number ?? ''}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#places.push(place)
  }
}

function textOf(place: Place): string {
  const codePoints: number[] = []
  for (let at = place; at.before !== null; at = at.before) codePoints.push(at.codePoint)
  return String.fromCodePoint(...codePoints.reverse())
}
