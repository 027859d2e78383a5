import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import { comparePolicies } from './compare-policies'
import { locateDifference } from './locate-difference'

function loaded(lines: string[]) {
  const parsed = parsePolicy(lines.join('\n'))
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed
}

/** Where each difference stands, by what it says. */
function places(before: string[], after: string[]) {
  const [old, next] = [loaded(before), loaded(after)]
  const { differences } = comparePolicies(old.policy, next.policy)
  return differences.map((one) => locateDifference(old, next, one))
}

const HEAD = ['version: "1"', 'default: deny', 'tools:', '  pay:', '    rules:']
const cap = (most: number) => `      - {name: cap, conditions: [{path: args.n, op: lte, value: ${most}}]}`

describe('a difference stands', () => {
  it('at its rule: of the new file while that still has one of its name, else of the old one', () => {
    const moved = ['version: "1"', '# a line more', ...HEAD.slice(1)]
    expect(places([...HEAD, cap(10)], [...moved, cap(5)])).toEqual([{ file: 'after', line: 7 }])
    expect(places([...HEAD, cap(5)], [...moved, cap(10)])).toEqual([{ file: 'after', line: 7 }])
    const without = [...moved.slice(0, -1), '    rules: []']
    expect(places([...HEAD, cap(5)], without)).toEqual([{ file: 'before', line: 6 }])
  })

  it('at the entry that hides the tool, in the file that has it', () => {
    const hidden = [...HEAD.slice(0, 1), 'hide:', '  - other', '  - pay', 'tools:', '  pay: {rules: []}']
    const shown = [...HEAD.slice(0, 1), 'hide:', '  - other', 'tools:', '  pay: {rules: []}']
    expect(places(shown, hidden)).toEqual([{ file: 'after', line: 4 }])
    expect(places(hidden, shown)).toEqual([{ file: 'before', line: 4 }])
  })

  it('at the default when that is what differs, also when only the old file names it', () => {
    const allow = ['version: "1"', '', 'default: allow']
    const deny = ['version: "1"', 'default: deny']
    expect(places(deny, allow)).toEqual([{ file: 'after', line: 3 }])
    expect(places(deny, ['version: "1"'])).toEqual([{ file: 'before', line: 2 }])
    const rulesForAll = ['tools:', '  "*": {rules: []}']
    expect(places([...deny, ...rulesForAll], [...allow, ...rulesForAll])).toEqual([
      { file: 'after', line: 3 },
    ])
  })

  it('at the tool when it is listed or not', () => {
    const before = ['version: "1"', 'default: deny', 'tools:', '  a: {rules: []}']
    expect(places(before, [...before, '  pay: {rules: []}'])).toEqual([{ file: 'after', line: 5 }])
    expect(places([...before, '  pay: {rules: []}'], before)).toEqual([{ file: 'before', line: 5 }])
  })
})
