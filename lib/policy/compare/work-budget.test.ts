import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import type { Policy } from '../policy'
import { comparePolicies } from './compare-policies'
import { findMatchingText } from './find-matching-text'
import { BudgetSpent, MOST_STEPS, WorkBudget } from './work-budget'

function policy(rules: readonly string[], rest = ''): Policy {
  const list = rules.map((rule) => `      - ${rule}\n`).join('')
  const parsed = parsePolicy(`version: "1"\ntools:\n  first:\n    rules:\n${list}${rest}`)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

function times(count: number, make: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => make(i))
}

const bound = (most: number) => `{name: cap, conditions: [{path: args.amount, op: lte, value: ${most}}]}`

/** Enough for any of the usual policies, and soon spent, so that the test costs little. */
const FEW = 60_000

/** What a hostile author can write in some kilobytes; `version` makes the two sides of a pair. */
const HOSTILE: Readonly<Record<string, (version: number) => Policy>> = {
  'thousands of exclusions of one argument': (version) =>
    policy(times(300, (i) => `{name: r, conditions: [{path: args.a, op: neq, value: x${i}-${version}}]}`)),
  'thousands of arguments': (version) =>
    policy(times(400, (i) => `{name: r, conditions: [{path: args.a${i}, op: lte, value: ${i + version}}]}`)),
  'many long lists of values': (version) =>
    policy(
      times(
        20,
        (list) =>
          `{name: r, conditions: [{path: args.a, op: not_in, value: [${times(50, (i) => `v${list}-${i + version}`).join(', ')}]}]}`,
      ),
    ),
  'patterns with many states on a long text': (version) =>
    policy([
      ...times(20, (i) => `{name: r, conditions: [{path: args.a, op: regex, value: '(a?){${900 + i}}b?'}]}`),
      `{name: r, conditions: [{path: args.a, op: neq, value: ${'a'.repeat(20_000)}${version}}]}`,
    ]),
  'a counter that thousands of rules move': (version) =>
    policy(
      times(
        400,
        (i) =>
          `{name: r, conditions: [{path: state.first.n, op: lte, value: ${i + version}}], state: {counter: n, window: day}}`,
      ),
    ),
  'rules of every tool for each of many tools': (version) =>
    policy(
      [bound(version)],
      [
        ...times(100, (i) => `  tool-${i}: {rules: [${bound(i + version)}]}`),
        '  "*":\n    rules:',
        ...times(100, (i) => `      - {name: r, conditions: [{path: args.w${i}, op: neq, value: x}]}`),
      ].join('\n'),
    ),
}

describe('the steps of a comparison', () => {
  it.each(Object.entries(HOSTILE))('bound %s, and what is left is undecided with the reason', (_, make) => {
    const { verdict, undecided } = comparePolicies(make(1), make(2), new WorkBudget(FEW))
    expect(verdict).toBe('unknown')
    const unread = undecided.filter(({ text }) => text.includes('stopped after 60,000 steps'))
    expect(unread.map(({ effect }) => effect)).toEqual(['loosens', 'tightens'])
  })

  it('do not stand in the way of a change of a thousand rules', () => {
    const rest = (version: number) =>
      times(250, (i) => `  tool-${i}: {rules: [${times(4, (j) => bound(100 * j + version)).join(', ')}]}\n`)
    const compared = comparePolicies(
      policy([bound(1)], rest(1).join('')),
      policy([bound(1)], rest(2).join('')),
    )
    expect(compared).toMatchObject({ verdict: 'loosens', undecided: [] })
    expect(compared.differences).toHaveLength(250)
  })

  it('keep what was proved before they were spent, about the tools that were looked at', () => {
    const rest = (version: number) =>
      times(200, (i) => `  tool-${i}: {rules: [${bound(i + version)}]}\n`).join('')
    const pair = [policy([bound(5)], rest(1)), policy([bound(4)], rest(1))] as const
    const { tools, differences, undecided } = comparePolicies(...pair, new WorkBudget(2000))
    expect(differences).toMatchObject([{ effect: 'tightens', tools: ['first'] }])
    const unknown = tools.filter(({ verdict }) => verdict === 'unknown').map(({ tool }) => tool)
    expect(unknown).toContain('*')
    for (const question of undecided) expect(question.tools).toEqual(unknown)
    expect(undecided).toHaveLength(2)
  })

  it('take no less than what is asked, and once refused always refuse', () => {
    const budget = new WorkBudget(MOST_STEPS)
    budget.spend(MOST_STEPS)
    expect(() => budget.spend(1)).toThrow(BudgetSpent)
    expect(() => budget.spend(0)).toThrow(BudgetSpent)
  })

  it('refuse an estimate that is no number', () => {
    expect(() => new WorkBudget().spend(NaN)).toThrow(BudgetSpent)
  })
})

describe('a path deeper than arguments that anybody sends', () => {
  const deep = (value: number, levels: number) =>
    policy([`{name: r, conditions: [{path: args${'.a'.repeat(levels)}, op: lte, value: ${value}}]}`])

  it('is left undecided, and one that is not too deep is decided', () => {
    expect(comparePolicies(deep(1, 100_000), deep(2, 100_000)).verdict).toBe('unknown')
    expect(comparePolicies(deep(1, 50), deep(2, 50)).verdict).toBe('loosens')
  })
})

it('pays for a pattern before it is compiled, and leaves a small one room', () => {
  const find = (pattern: string) => findMatchingText({ met: [pattern], unmet: [] }, new WorkBudget(1000))
  expect(() => find('(a?){900}')).toThrow(BudgetSpent)
  expect(find('(a?){9}')).toEqual({ kind: 'found', value: '' })
})
