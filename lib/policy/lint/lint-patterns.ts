import { findMatchingText, type TextQuestion } from '../compare/find-matching-text'
import { BudgetSpent, patternWeight, WorkBudget } from '../compare/work-budget'
import { findDots } from '../go/pattern-tokens'
import { compileRegexp } from '../go/regexp'
import type { Policy } from '../policy'
import { eachRule } from './each-rule'
import type { ReportFinding } from './lint-finding'

/** Steps for all patterns of a policy: a quarter of a second. What is not looked at by then is not reported. */
const MOST_STEPS = 500_000

/** Patterns that let more through than they seem to. Each finding is proved by a text, or by the search of all texts. */
export function lintPatterns(policy: Policy, report: ReportFinding): void {
  try {
    lintWithin(new WorkBudget(MOST_STEPS), policy, report)
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error
  }
}

function lintWithin(budget: WorkBudget, policy: Policy, report: ReportFinding): void {
  const find: Find = (question) => findMatchingText(question, budget)
  for (const { rule, path } of eachRule(policy)) {
    for (const [index, { path: argument, op, value }] of rule.conditions.entries()) {
      if (op !== 'regex' || value.kind !== 'string' || !argument.startsWith('args.')) continue
      budget.spend(patternWeight(value.value))
      lintPattern(value.value, find, (id, message) =>
        report(id, [...path, 'conditions', index, 'value'], message),
      )
    }
  }
}

type Find = (question: TextQuestion) => ReturnType<typeof findMatchingText>
type Say = (id: 'pattern-matches-all' | 'unescaped-dot' | 'unanchored-pattern', message: string) => void

function lintPattern(pattern: string, find: Find, say: Say): void {
  const compiled = compileRegexp(pattern)
  if (!compiled.ok) return
  // Most patterns refuse the empty text, and begin or end where the text does: they need no search.
  if (compiled.regexp.matches('') && find({ met: [], unmet: [pattern] }).kind === 'none') {
    say('pattern-matches-all', 'Every text matches: this only asks that there is one.')
    return
  }
  const escaped = escapeFirstDot(pattern)
  const loose = escaped === null ? null : find({ met: [pattern], unmet: [escaped] })
  if (loose?.kind === 'found') {
    const message = String.raw`The dot stands for any character, ${quote(loose.value)} matches too: write \. for a dot.`
    say('unescaped-dot', message)
  }
  const inside = ANCHORED.test(pattern) ? null : find({ met: [`(?s:.)(?:${pattern})(?s:.)`], unmet: [] })
  if (inside?.kind === 'found') {
    const message = `It is looked for anywhere in the text, ${quote(inside.value)} matches too: begin it with ^ and end it with $ if the whole text is meant.`
    say('unanchored-pattern', message)
  }
}

/** Without an alternative, of which only one may be anchored. */
const ANCHORED = /^[^|]*$(?<=^\^.*|[^\\]\$)/su

/** The pattern with `\.` for the first dot between letters or digits, as in `example.com`; null without one. */
function escapeFirstDot(pattern: string): string | null {
  const dot = findDots(pattern).find((at) => /^[A-Za-z0-9]\.[A-Za-z0-9]$/.test(pattern.slice(at - 1, at + 2)))
  return dot === undefined ? null : String.raw`${pattern.slice(0, dot)}\${pattern.slice(dot)}`
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
