import { compileRegexp } from '../go/regexp'
import { searchText, type TextCondition, type TextSearch } from './search-text'
import { patternWeight, textWeight, type WorkBudget } from './work-budget'

/** Go patterns that a text must meet, those that it must not, and texts that it must not be. */
export interface TextQuestion {
  readonly met: readonly string[]
  readonly unmet: readonly string[]
  readonly except?: ReadonlySet<string>
}

/** The steps that one search may take: a thousand patterns can each be asked about. */
const MOST_STEPS = 20_000
/** To compile a pattern takes about so many times as long as to test a value by it. */
const COMPILE = 2
const NONE: ReadonlySet<string> = new Set()

/** A shortest such text, the proof that there is none, or neither. A pattern that Go refuses is not decided. */
export function findMatchingText(
  { met, unmet, except = NONE }: TextQuestion,
  budget: WorkBudget,
): TextSearch {
  let left = MOST_STEPS
  const pay = (steps: number) => {
    left -= steps
    budget.spend(steps)
  }
  for (const text of except) pay(textWeight(text))
  const conditions: TextCondition[] = []
  for (const pattern of [...met, ...unmet]) {
    budget.spend(COMPILE * patternWeight(pattern))
    const compiled = compileRegexp(pattern)
    const automaton = compiled.ok ? compiled.regexp.automaton(pay) : null
    if (automaton === null) return { kind: 'undecided' }
    conditions.push({ automaton, wanted: conditions.length < met.length })
  }
  return searchText(conditions, except, () => left > 0)
}
