import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPolicyTests } from './check-policy-tests'
import type { PolicyTestReport } from './test-report'

const POLICY = `version: "1"
default: deny
hide: [wipe]
tools:
  look: {rules: []}
  refund:
    rules:
      - name: cap
        conditions: [{path: args.amount, op: lte, value: 100}]
        on_deny: "At most 100."
      - name: rate
        rate_limit: 3/hour
        on_deny: "3 an hour."
  adjust:
    rules:
      - name: budget
        conditions: [{path: state.adjust.total, op: lte, value: 100}]
        state: {counter: total, window: day, increment_from: args.amount}
  pay:
    rules:
      - {name: never, action: deny, on_deny: "Finance pays."}
      - {name: behind, rate_limit: 1/day}
  "*":
    rules:
      - {name: global, rate_limit: 5/minute}
`

/** The report of these cases on a policy. */
function run(tests: string, policy = POLICY): PolicyTestReport {
  const outcome = checkPolicyTests(policy, `tests:\n${tests}`)
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome))
  return outcome.report
}

function faults(tests: string, policy = POLICY): (string | null)[] {
  return run(tests, policy).cases.flatMap(({ steps }) => steps.map(({ fault }) => fault))
}

function call(tool: string, args: string, expectation: string): string {
  return `  - {name: ${JSON.stringify(`${tool} ${args} ${expectation}`)}, call: {tool: ${tool}, args: ${args}}, ${expectation}}\n`
}

describe('what holds', () => {
  it.each([
    call('look', '{}', 'expect: allow'),
    call('refund', '{amount: 100}', 'expect: allow'),
    call('refund', '{amount: 101}', 'expect: deny, rule: cap, message: At most 100.'),
    call('refund', '{}', 'expect: deny, rule: cap'),
    call('refund', '{amount: "5"}', 'expect: deny, rule: cap'),
    call('pay', '{}', 'expect: deny, rule: never'),
    call(
      'other',
      '{}',
      `expect: deny, rule: (default deny), message: 'Tool "other" is not permitted by policy'`,
    ),
    call('wipe', '{}', `expect: deny, rule: (hidden), message: 'Tool "wipe" is hidden by policy'`),
    call('adjust', '{}', 'expect: deny, rule: budget, message: Internal policy error'),
  ])('%s', (tests) => {
    expect(faults(tests)).toEqual([null])
  })

  it('counts in clock hours, and begins anew at the full hour', () => {
    const report = run(`  - name: four refunds
    clock: 2026-01-01T14:00:00Z
    call: {tool: refund, args: {amount: 1}}
    sequence:
      - {times: 3, expect: allow}
      - {at: 14:59:59, expect: deny, rule: rate, message: 3 an hour.}
      - {at: 15:00:00, expect: allow}
`)
    expect(report).toMatchObject({ passed: 1, failed: 0 })
    const steps = report.cases[0]?.steps ?? []
    expect(steps.map(({ counters }) => counters[0])).toEqual([
      { counter: 'refund._rate_hour', value: '3', limit: '3', window: 'hour' },
      { counter: 'refund._rate_hour', value: '3', limit: '3', window: 'hour' },
      { counter: 'refund._rate_hour', value: '1', limit: '3', window: 'hour' },
    ])
    expect(steps[1]?.got).toEqual({ result: 'denied', rule: 'rate', loggedRule: null, message: '3 an hour.' })
    expect(report.cases[0]).toMatchObject({ calls: 5, tools: ['refund'], line: 2 })
  })

  it('adds up what the arguments say, and cuts fractions as Intercept does', () => {
    expect(
      faults(`  - name: the budget of a day
    call: {tool: adjust}
    sequence:
      - {args: {amount: 99.9}, expect: allow}
      - {args: {amount: 2}, expect: deny, rule: budget}
      - {args: {amount: 1}, expect: allow}
      - {after: 24h, args: {amount: 100}, expect: allow}
`),
    ).toEqual([null, null, null, null])
  })

  it('shares the counter of * among the tools of one sequence', () => {
    expect(
      faults(`  - name: five calls a minute
    call: {tool: look}
    sequence:
      - {times: 4, expect: allow}
      - {tool: refund, args: {amount: 1}, expect: allow}
      - {expect: deny, rule: global}
      - {after: 1m, expect: allow}
`),
    ).toEqual([null, null, null, null])
  })

  it('gives back what a call has taken that the server answers with an error', () => {
    expect(
      faults(`  - name: failures do not count
    call: {tool: refund, args: {amount: 1}}
    sequence:
      - {times: 2, expect: allow}
      - {after: 1m, times: 5, answer: error, expect: allow}
      - {after: 1m, expect: allow}
      - {expect: deny, rule: rate}
`),
    ).toEqual([null, null, null, null])
  })

  it('keeps nothing of a call that one counter allows and the next denies', () => {
    const report = run(`  - name: given back
    call: {tool: adjust, args: {amount: 10}}
    sequence:
      - {times: 5, expect: allow}
      - {times: 2, expect: deny, rule: global}
`)
    expect(report.cases[0]?.steps[1]?.counters[0]).toMatchObject({ counter: 'adjust.total', value: '50' })
  })

  it('starts each row of a table afresh', () => {
    expect(
      faults(`  - name: rows
    call: {tool: adjust}
    expect: allow
    table: [{args: {amount: 100}}, {args: {amount: 100}}, {args: {amount: 101}, expect: deny}]
`),
    ).toEqual([null, null, null])
  })
})

describe('what does not hold', () => {
  it.each([
    [call('refund', '{amount: 101}', 'expect: allow'), 'Expected allowed, got denied by cap: “At most 100.”'],
    [call('refund', '{amount: 1}', 'expect: deny, rule: cap'), 'Expected denied by cap, got allowed.'],
    [
      call('refund', '{}', 'expect: deny, rule: rate'),
      'Expected denied by rate, got denied by cap: “At most 100.”',
    ],
    [
      call('refund', '{}', 'expect: deny, rule: kap'),
      'Expected denied by kap, got denied by cap: “At most 100.” No rule that this call meets is named kap. Did you mean cap?',
    ],
    [
      call('refund', '{}', 'expect: deny, message: At most 10.'),
      'Expected the message “At most 10.”, got “At most 100.”',
    ],
    [
      call('wipe', '{}', 'expect: deny, rule: (default deny)'),
      'got denied by (hidden): “Tool "wipe" is hidden by policy”.',
    ],
  ])('%s', (tests, fault) => {
    const report = run(tests)
    expect(report).toMatchObject({ passed: 0, failed: 1 })
    expect(report.cases[0]?.steps[0]?.fault).toContain(fault)
  })

  it('says which of several calls it was, and what each rule said', () => {
    const report = run(`  - name: too many
    call: {tool: refund, args: {amount: 1}}
    sequence: [{times: 5, expect: allow}]
`)
    expect(report.cases[0]?.steps[0]).toMatchObject({
      call: 4,
      fault: 'Call 4 of 5: Expected allowed, got denied by rate: “3 an hour.”',
      trace: [
        { tool: 'refund', rule: 'cap', line: 8, answer: 'lets-through' },
        { tool: 'refund', rule: 'rate', line: 11, answer: 'denies' },
        { tool: '*', rule: 'global', line: 25, answer: 'not-reached' },
      ],
    })
  })

  it('runs nothing on an invalid policy, and says in Intercept’s words why', () => {
    const tests = `tests:\n${call('look', '{}', 'expect: allow')}`
    expect(checkPolicyTests('version: "2"\n', tests)).toEqual({
      kind: 'invalid-policy',
      errors: ['version must be "1", got "2"'],
    })
    expect(checkPolicyTests(POLICY, 'tests: 1')).toMatchObject({ kind: 'invalid-tests' })
  })
})

describe('coverage', () => {
  const words = (report: PolicyTestReport) =>
    report.coverage.rules.map(({ rule, letsThrough, denies }) => `${rule} ${letsThrough} ${denies}`)

  it('tells what no test reaches from what no call can reach', () => {
    const report = run(call('look', '{}', 'expect: allow'))
    expect(words(report)).toEqual([
      'cap none none',
      'rate none none',
      'budget none none',
      'never cannot none',
      'behind cannot cannot',
      'global covered none',
      '(hidden) cannot none',
      '(default deny) cannot none',
    ])
    expect(report.coverage).toMatchObject({ covered: 1, possible: 11 })
  })

  it('counts a limit as reached only when the call was counted or refused by it', () => {
    const report = run(call('refund', '{amount: 101}', 'expect: deny') + call('adjust', '{}', 'expect: deny'))
    expect(words(report).slice(0, 3)).toEqual(['cap none covered', 'rate none none', 'budget none covered'])
    const counted = run(call('refund', '{amount: 1}', 'expect: allow'))
    expect(words(counted).slice(0, 2)).toEqual(['cap covered none', 'rate covered none'])
  })

  it('says where the rules stand', () => {
    const { rules } = run(call('look', '{}', 'expect: allow')).coverage
    expect(rules.map(({ tool, line }) => [tool, line])).toEqual([
      ['refund', 8],
      ['refund', 11],
      ['adjust', 16],
      ['pay', 21],
      ['pay', 22],
      ['*', 25],
      [null, 3],
      [null, 2],
    ])
  })
})

describe('hostile tests', () => {
  it('end, whatever they ask for', () => {
    const rules = Array.from(
      { length: 2_000 },
      (_, i) => `      - {name: r${i}, conditions: [{path: args.a, op: regex, value: "(a*)*$"}]}\n`,
    )
    const policy = `version: "1"\ntools:\n  t:\n    rules:\n${rules.join('')}`
    const cases = Array.from(
      { length: 20 },
      (_, i) =>
        `  - {name: c${i}, call: {tool: t, args: {a: ${'a'.repeat(2_000)}}}, sequence: [{times: 100000, expect: allow}]}\n`,
    )
    const report = run(cases.join(''), policy)
    expect(report.failed).toBe(20)
    expect(report.cases.at(-1)?.steps[0]).toMatchObject({
      got: null,
      fault: 'Not run: the tests of this file are too much work. Lower times, or split the file.',
    })
  })

  it('stop when their time is up', () => {
    let asked = 0
    const tests = `tests:\n  - {name: a, call: {tool: look}, sequence: [{times: 5, expect: allow}, {expect: allow}]}\n`
    const outcome = checkPolicyTests(POLICY, tests, { outOfTime: () => ++asked > 5 })
    if (outcome.kind !== 'ran') throw new Error(outcome.kind)
    expect(outcome.report.cases[0]?.steps.map(({ passed }) => passed)).toEqual([true, false])
  })

  it('give the same answer twice, and never throw', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(-1e19, 99.5),
    )
    const step = fc.record({
      tool: fc.constantFrom('look', 'refund', 'adjust', 'pay', 'wipe', '*', '_global', 'x'),
      args: fc.dictionary(fc.constantFrom('amount', 'x'), value),
      times: fc.integer({ min: 1, max: 4 }),
      after: fc.constantFrom('1ms', '59m', '1h', '1d'),
      expect: fc.constantFrom('allow', 'deny'),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const text = JSON.stringify({ tests: [{ name: 'a', sequence: steps }] })
        const [first, second] = [checkPolicyTests(POLICY, text), checkPolicyTests(POLICY, text)]
        expect(first.kind).toBe('ran')
        expect(second).toEqual(first)
      }),
      { numRuns: 40 },
    )
  })
})
