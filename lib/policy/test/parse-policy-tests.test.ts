import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicyTests } from './parse-policy-tests'
import type { PolicyTest } from './policy-test'

/** The cases of a text that must be valid. */
function valid(text: string): readonly PolicyTest[] {
  const parsed = parsePolicyTests(text)
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  return parsed.tests.cases
}

function problems(text: string): string[] {
  const parsed = parsePolicyTests(text)
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

/** One case with these fields. */
function one(...fields: string[]): string {
  return `tests:\n  - name: a\n${fields.map((field) => `    ${field}\n`).join('')}`
}

const CALL = 'call: {tool: t, args: {n: 1}}'

describe('what is read', () => {
  it('reads a call with what it expects, and where it stands', () => {
    const [read] = valid(`# refunds
tests:
  - name: "coupons stay denied"
    call:
      tool: create_coupon
      args: {percent_off: 100, max_redemptions: 1}
    expect: deny
    rule: (default deny)
    message: 'Tool "create_coupon" is not permitted by policy'
`)
    expect(read).toMatchObject({
      name: 'coupons stay denied',
      kind: 'call',
      line: 3,
      column: 5,
      steps: [
        {
          at: Date.UTC(2026, 0, 1),
          times: 1,
          tool: 'create_coupon',
          args: { percent_off: 100, max_redemptions: 1 },
          serverFails: false,
          expected: {
            result: 'denied',
            rule: '(default deny)',
            message: 'Tool "create_coupon" is not permitted by policy',
          },
        },
      ],
    })
  })

  it('reads a sequence on a clock: times of the day, dates and durations, changes of the call', () => {
    const [read] = valid(
      one(
        'clock: 2026-03-01T14:00:00Z',
        CALL,
        'sequence:',
        '  - {times: 20, expect: allow}',
        '  - {at: 14:59:59, args: {m: 2}, expect: deny}',
        '  - {after: 1s, tool: u, answer: error, expect: allow}',
        '  - {at: 2026-03-02 00:00, expect: allow}',
      ),
    )
    const steps = read?.steps.map(({ at, times, tool, args, serverFails }) => {
      return [new Date(at).toISOString().slice(5, 19), times, tool, args, serverFails]
    })
    expect(steps).toEqual([
      ['03-01T14:00:00', 20, 't', { n: 1 }, false],
      ['03-01T14:59:59', 1, 't', { n: 1, m: 2 }, false],
      ['03-01T15:00:00', 1, 'u', { n: 1 }, true],
      ['03-02T00:00:00', 1, 't', { n: 1 }, false],
    ])
  })

  it('reads a table whose rows change the call, and take over what the case expects', () => {
    const [read] = valid(
      one(
        CALL,
        'expect: deny',
        'rule: cap',
        'table:',
        '  - args: {n: 2}',
        '  - {args: {n: 0}, expect: allow}',
        '  - {tool: u, message: No.}',
        '  - {expect: deny}',
      ),
    )
    expect(read?.steps.map(({ tool, args, expected }) => [tool, args, expected])).toEqual([
      ['t', { n: 2 }, { result: 'denied', rule: 'cap' }],
      ['t', { n: 0 }, { result: 'allowed' }],
      ['u', { n: 1 }, { result: 'denied', rule: 'cap', message: 'No.' }],
      ['t', { n: 1 }, { result: 'denied' }],
    ])
  })

  it('gives the arguments as an agent sends them', () => {
    const [read] = valid(
      one(
        'call:',
        '  tool: t',
        '  args: {i: 5, big: 18446744073709551615, f: 2.5, t: "5", b: yes, n: ~, l: [1, [a]], "__proto__": {x: 1}}',
        'expect: allow',
      ),
    )
    expect(JSON.stringify(read?.steps[0]?.args)).toBe(
      '{"i":5,"big":18446744073709552000,"f":2.5,"t":"5","b":"yes","n":null,"l":[1,["a"]],"__proto__":{"x":1}}',
    )
  })

  it('takes the clock of the file unless the case has one', () => {
    const cases = valid(
      `clock: 2026-05-05\ntests:\n- {name: a, ${CALL}, expect: allow}\n- {name: b, clock: 2026-06-06, ${CALL}, expect: allow}\n`,
    )
    expect(cases.map(({ steps }) => new Date(steps[0]?.at ?? 0).toISOString().slice(0, 10))).toEqual([
      '2026-05-05',
      '2026-06-06',
    ])
  })

  it('reads what an anchor repeats', () => {
    const cases = valid(
      `tests:\n- {name: a, call: &c {tool: t, args: {n: 1}}, expect: allow}\n- {name: b, call: *c, expect: deny}\n`,
    )
    expect(cases[1]?.steps[0]).toMatchObject({ tool: 't', args: { n: 1 } })
  })
})

describe('what is refused', () => {
  it.each([
    ['', '1:1 The file holds no tests: begin with tests: and a list.'],
    ['clock: 2026-01-01\n', '1:1 The file holds no tests: begin with tests: and a list.'],
    ['tests: []', '1:8 tests must be a list with at least one item, each behind a dash.'],
    ['- a', '1:1 The file must be a mapping with clock and tests.'],
    ['test: []', '1:1 The file has no field "test". Did you mean tests?'],
    ['tests: [\n', '2:1 The file is not valid YAML'],
    [`${one(CALL, 'expect: allow')}---\na: 1\n`, '5:1 Only one document may stand in the file; remove this.'],
    [one(CALL), '2:5 expect is missing: write expect: allow or expect: deny.'],
    [
      one('expect: allow'),
      '2:5 call is missing: say which tool is called, as in call: {tool: create_refund}.',
    ],
    [
      one('call: {args: {}}', 'expect: allow'),
      '2:5 tool is missing: say which tool is called, here or in call.',
    ],
    [one(CALL, 'expcet: allow', 'expect: deny'), '4:5 A test has no field "expcet". Did you mean expect?'],
    [one(CALL, 'colour: red', 'expect: deny'), '4:5 A test has no field "colour". Known here: name, clock,'],
    [one(CALL, 'expect: denied'), '4:13 expect must be allow or deny. Did you mean deny?'],
    [one(CALL, 'expect: allow', 'rule: cap'), '5:5 An allowed call has no rule and no message: remove this'],
    [one(CALL, 'expect: allow', 'name: b'), '5:5 name stands here twice; keep one.'],
    [one('call: {tool: t, arg: {}}', 'expect: allow'), '3:21 call has no field "arg". Did you mean args?'],
    [one('call: {tool: t, args: [1]}', 'expect: allow'), '3:27 args must be a mapping from names to values.'],
    [
      one('call: {tool: t, args: {d: 2026-01-01}}', 'expect: allow'),
      '3:27 An agent sends no dates, only texts',
    ],
    [one('call: {tool: t, args: {d: .inf}}', 'expect: allow'), '3:27 An agent cannot send .inf or .nan'],
    [one('call: {tool: t, args: {1: a}}', 'expect: allow'), '3:27 The name of an argument must be a text'],
    [
      one('call: {tool: t, args: {a: 1, a: 2}}', 'expect: allow'),
      '3:34 args cannot be read: line 3: mapping key "a" already defined',
    ],
    [
      one('clock: noon', CALL, 'expect: allow'),
      '3:12 clock must be a date and time such as 2026-01-01T14:00:00Z.',
    ],
    [one('clock: 2026-02-30', CALL, 'expect: allow'), '3:12 clock must be a date and time'],
    [
      one(CALL, 'sequence: [{expect: allow, times: 0}]'),
      '4:39 times must be a whole number from 1 to 100000.',
    ],
    [one(CALL, 'sequence: [{expect: allow, at: 12:00, after: 1h}]'), '4:43 Say at or after, not both.'],
    [one(CALL, 'sequence: [{expect: allow, at: 25:00}]'), '4:36 at must be a time such as 14:59:59'],
    [one(CALL, 'sequence: [{expect: allow, after: soon}]'), '4:39 after must be a duration such as 30s'],
    [
      one(CALL, 'sequence: [{expect: allow, at: 12:00}, {expect: allow, at: 11:00}]'),
      '4:64 This is before the call above it.',
    ],
    [one(CALL, 'sequence: [{expect: allow, answer: maybe}]'), '4:40 answer must be ok or error'],
    [
      one(CALL, 'table: [{expect: allow}]', 'sequence: [{expect: allow}]'),
      '4:5 A test has a sequence or a table, not both.',
    ],
    [one(CALL, 'table: [{args: {}, at: 12:00, expect: allow}]'), '4:24 A row has no field "at". Known here:'],
    [
      `${one(CALL, 'expect: allow')}  - {name: a, ${CALL}, expect: deny}\n`,
      '5:5 Another test, on line 2, has this name; choose one of its own.',
    ],
    [
      `tests: [{name: ${'n'.repeat(201)}, ${CALL}, expect: deny}]`,
      '1:16 name must be at most 200 characters long.',
    ],
    [`#${' '.repeat(1024 * 1024)}`, '1:1 The file is larger than 1 MiB'],
  ])('%#: %j', (text, message) => {
    const [first, ...more] = problems(text)
    expect(first).toContain(message)
    expect(more).toEqual([])
  })

  it('names everything that is wrong, in the order of the file', () => {
    const found = problems(`clok: 1\ntests:\n- {nam: a, ${CALL}, expect: allow}\n- {name: b, ${CALL}}\n`)
    expect(found.map((problem) => problem.slice(0, problem.indexOf(' ')))).toEqual([
      '1:1',
      '3:3',
      '3:4',
      '4:3',
    ])
  })
})

describe('hostile files', () => {
  it.each([
    [
      'deep arguments',
      one(`call: {tool: t, args: {a: ${'['.repeat(5_000)}${']'.repeat(5_000)}}}`, 'expect: allow'),
    ],
    [
      'an alias bomb',
      `a: &a0 [x, x]\n${bomb()}tests: [{name: a, call: {tool: t, args: {a: *a20}}, expect: allow}]`,
    ],
    ['many cases', `tests:\n${`- {name: a, ${CALL}, expect: allow}\n`.repeat(15_000)}`],
    ['a case that contains itself', 'tests: &a [*a]'],
    ['brackets', '['.repeat(100_000)],
  ])('%s: refused, with few words', (_, text) => {
    const found = problems(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(100)
  })

  it('never throws', () => {
    const words =
      one(CALL, 'expect: deny', 'table:', '  - {at: 12:00, after: 1s, times: 2, answer: ok}').match(
        /[\w:]+|[^\w\s]|\n *| /g,
      ) ?? []
    const text = fc.array(fc.constantFrom(...words, '&a ', '*a', '~', '<<'), { maxLength: 60 })
    fc.assert(
      fc.property(text, (parts) => {
        expect(typeof parsePolicyTests(`tests:\n  - ${parts.join('')}`).ok).toBe('boolean')
      }),
    )
  })
})

/** Each level doubles the one before it. */
function bomb(): string {
  return Array.from({ length: 20 }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')
}
