import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPolicyTests } from '../test/check-policy-tests'
import { adoptAnswers } from './adopt-answers'

const STOPPED = `version: "1"
default: deny
tools:
  look: {rules: []}
  restart:
    rules:
      - {name: stop, action: deny, on_deny: "Not today."}
      - {name: cap, conditions: [{path: args.hosts, op: lte, value: 5}], on_deny: "Five at most."}
  ping:
    rules: [{name: rate, rate_limit: 3/hour}]
`

function adopted(tests: string, policy = STOPPED) {
  const found = adoptAnswers(policy, tests)
  if (found === null) throw new Error('not run')
  const outcome = checkPolicyTests(policy, found.text)
  // What is left is what fails, whatever was written.
  expect(outcome).toMatchObject({ kind: 'ran', report: { failed: found.left } })
  return found
}

describe('cases that fail expect what they got', () => {
  it('in blocks: result and rule, nothing else', () => {
    const before = `# What must hold.
tests:
  - name: agents restart one host   # for now
    call:
      tool: restart
      args: {hosts: 1}
    expect: allow   # of ours
  - name: looks
    call: {tool: look}
    expect: allow
`
    expect(adopted(before)).toEqual({
      text: before.replace(
        '    expect: allow   # of ours\n',
        '    expect: deny   # of ours\n    rule: stop\n',
      ),
      adopted: ['agents restart one host'],
      left: 0,
    })
  })

  it('another rule and another message, in the quotes that stand there', () => {
    const before = `tests:
  - {name: a, call: {tool: restart}, expect: deny, rule: cap, message: 'Five at most.'}
  - {name: b, call: {tool: restart}, expect: deny, rule: "cap"}
  - {name: c, call: {tool: restart}, expect: deny}
`
    expect(adopted(before).text).toBe(`tests:
  - {name: a, call: {tool: restart}, expect: deny, rule: stop, message: 'Not today.'}
  - {name: b, call: {tool: restart}, expect: deny, rule: "stop"}
  - {name: c, call: {tool: restart}, expect: deny}
`)
  })

  it('a denial that is none any more loses its rule and its message', () => {
    const before = `tests:
  - name: a
    call: {tool: look}
    expect: deny
    rule: never
    message: Never.
  - {name: b, call: {tool: look}, expect: deny, rule: never}
`
    expect(adopted(before).text).toBe(`tests:
  - name: a
    call: {tool: look}
    expect: allow
  - {name: b, call: {tool: look}, expect: allow}
`)
  })

  it('a table says once what all of its rows got, and by each row what only that one got', () => {
    const all = `tests:
  - name: a
    call: {tool: restart}
    expect: allow
    table:
      - {args: {hosts: 1}}
      - {args: {hosts: 2}}
`
    expect(adopted(all).text).toBe(all.replace('expect: allow\n', 'expect: deny\n    rule: stop\n'))
    const some = all.replace('{args: {hosts: 2}}', '{tool: look}')
    expect(adopted(some).text).toBe(
      some.replace('{args: {hosts: 1}}', '{args: {hosts: 1}, expect: deny, rule: stop}'),
    )
    const own = `tests:
  - name: a
    call: {tool: restart}
    table:
      - {args: {hosts: 1}, expect: allow}
      - {args: {hosts: 9}, expect: deny, rule: cap}
`
    expect(adopted(own).text).toBe(
      own.replace('expect: allow}', 'expect: deny, rule: stop}').replace('rule: cap', 'rule: stop'),
    )
  })

  it('a sequence likewise', () => {
    const before = `tests:
  - name: a
    call: {tool: restart}
    sequence:
      - {times: 20, expect: allow}
      - {after: 1h, expect: deny, rule: cap}
`
    expect(adopted(before).text).toContain(
      '{times: 20, expect: deny, rule: stop}\n      - {after: 1h, expect: deny, rule: stop}',
    )
  })
})

describe('a case stays as it is, and the others change', () => {
  const other = '  - {name: b, call: {tool: restart}, expect: allow}\n'
  const others = '  - {name: b, call: {tool: restart}, expect: deny, rule: stop}\n'

  it.each([
    [
      'where only a later one of its calls got another answer',
      '  - {name: a, call: {tool: ping}, sequence: [{times: 9, expect: allow}]}\n',
    ],
    [
      'where it is written by what others use too',
      '  - {name: a, call: {tool: restart}, table: [&one {args: {hosts: 1}, expect: allow}, *one]}\n',
    ],
    [
      'where a comment stands in what would go',
      '  - {name: a, call: {tool: look}, expect: deny, rule: # which\n      never}\n',
    ],
  ])('%s', (_, one) => {
    expect(adopted(`tests:\n${one}${other}`)).toEqual({
      text: `tests:\n${one}${others}`,
      adopted: ['b'],
      left: 1,
    })
  })
})

it('changes nothing where all pass, and says nothing of what cannot be run', () => {
  const passing = 'tests:\n  - {name: a, call: {tool: look}, expect: allow}\n'
  expect(adopted(passing)).toEqual({ text: passing, adopted: [], left: 0 })
  expect(adoptAnswers(STOPPED, 'tests: 1\n')).toBeNull()
  expect(adoptAnswers('version: "2"\n', passing)).toBeNull()
})

it('leaves each case either as it was or passing, however it is written', () => {
  const tool = fc.constantFrom('look', 'restart', 'ping', 'other')
  const says = fc.constantFrom(
    'expect: allow',
    'expect: deny',
    'expect: deny, rule: cap',
    'expect: deny, rule: stop, message: "Not today."',
    'expect: deny, rule: (default deny)',
  )
  const flow = fc.tuple(tool, says).map(([name, said]) => `call: {tool: ${name}}, ${said}`)
  const rows = fc
    .array(fc.tuple(tool, says), { minLength: 1, maxLength: 3 })
    .map((list) => `table: [${list.map(([name, said]) => `{tool: ${name}, ${said}}`).join(', ')}]`)
  const silent = fc
    .tuple(says, fc.array(tool, { minLength: 1, maxLength: 3 }))
    .map(([said, list]) => `${said}, sequence: [${list.map((name) => `{tool: ${name}}`).join(', ')}]`)
  fc.assert(
    fc.property(fc.array(fc.oneof(flow, rows, silent), { minLength: 1, maxLength: 6 }), (cases) => {
      const tests = `tests:\n${cases.map((one, place) => `  - {name: n${place}, ${one}}\n`).join('')}`
      const { text, left } = adopted(tests)
      expect(left).toBe(0)
      // Another time changes nothing.
      expect(adopted(text).text).toBe(text)
    }),
    { numRuns: 30 },
  )
})
