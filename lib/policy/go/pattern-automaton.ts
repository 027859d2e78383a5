import type { RE2JS } from 're2js'

/**
 * Reads a text code point by code point and knows at its end whether the pattern is found in it. States are numbers: what was read in
 * equal states goes on alike. They are made when first asked for, so that patterns of any size begin at once.
 */
export interface TextAutomaton {
  readonly start: number
  /** Where classes of code points begin, ascending: all from one to the next are read alike. */
  readonly edges: readonly number[]
  /** Null when the memory of an automaton is used up. */
  step(state: number, codePoint: number): number | null
  /** Whether a text that ends in this state is matched; null as above. */
  accepts(state: number): boolean | null
  /** True when every text that begins so is matched. */
  isSettled(state: number): boolean
}

/**
 * The parts of RE2JS's deterministic automaton (`RE2.dfa` and `DFA` of re2js 2.10, which its types leave open). `step` with END and the
 * class behind the last one reads the end of the text. A state knows of a match that ended before the code point that led to it.
 */
interface Dfa {
  readonly failed: boolean
  readonly numClasses: number
  readonly classBounds: Int32Array
  runeClass(codePoint: number): number
  makeState(instructions: readonly number[], flags: number, ids: readonly number[]): DfaState | null
  step(state: DfaState, codePointClass: number, codePoint: number, anchor: number): DfaState | null
  readonly prog: { readonly start: number }
}

interface DfaState {
  readonly isMatch: boolean
  readonly nfaStates: readonly number[]
  readonly next: readonly (DfaState | null)[] | null
}

const UNANCHORED = 0
const END = -1
/** Utils.EMPTY_BEGIN_LINE and EMPTY_BEGIN_TEXT: what holds before the first code point. */
const AT_START = 1 | 4
const MATCHED = 0

/** The steps of a test of one value that a known transition costs, and one instruction of an unknown one. */
const KNOWN = 0.1
const INSTRUCTION = 0.1

/** The automaton of a compiled pattern. `pay` hears of the work before it is done, in tests of a short value; it may throw. */
export function automatonOf(compiled: RE2JS, pay: (steps: number) => void): TextAutomaton | null {
  const dfa: Dfa = (compiled as unknown as { re2Input: { dfa: Dfa } }).re2Input.dfa
  const first = dfa.failed ? null : dfa.makeState([dfa.prog.start], AT_START, [])
  return first === null ? null : new PatternAutomaton(dfa, first, pay)
}

class PatternAutomaton implements TextAutomaton {
  readonly start: number
  readonly edges: readonly number[]
  /** By number; the first stands for every state behind a match. */
  readonly #states: (DfaState | null)[] = [null]
  readonly #numbers = new Map<DfaState, number>()

  constructor(
    private readonly dfa: Dfa,
    first: DfaState,
    private readonly pay: (steps: number) => void,
  ) {
    this.edges = [0, ...dfa.classBounds]
    this.start = this.#numberOf(first)
  }

  step(state: number, codePoint: number): number | null {
    return this.#step(state, this.dfa.runeClass(codePoint), codePoint)
  }

  accepts(state: number): boolean | null {
    const next = this.#step(state, this.dfa.numClasses, END)
    return next === null ? null : next === MATCHED
  }

  isSettled(state: number): boolean {
    return state === MATCHED
  }

  #step(number: number, codePointClass: number, codePoint: number): number | null {
    const state = this.#states[number] ?? null
    if (state === null) return MATCHED
    const known = state.next?.[codePointClass] ?? null
    this.pay(known === null ? KNOWN + INSTRUCTION * state.nfaStates.length : KNOWN)
    const next = known ?? this.dfa.step(state, codePointClass, codePoint, UNANCHORED)
    return next === null ? null : this.#numberOf(next)
  }

  #numberOf(state: DfaState): number {
    if (state.isMatch) return MATCHED
    const known = this.#numbers.get(state)
    if (known !== undefined) return known
    const number = this.#states.push(state) - 1
    this.#numbers.set(state, number)
    return number
  }
}
