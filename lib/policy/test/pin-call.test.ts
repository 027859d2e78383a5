import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parsePolicyTests } from './parse-policy-tests'
import { pinCall, type CallToPin } from './pin-call'

const at = new Date('2026-11-24T14:03:20Z')
const CALL: CallToPin = {
  tool: 'pay',
  argKeys: ['amount'],
  result: 'denied',
  wanted: 'denied',
  rule: 'cap',
  at,
}

it('begins a file with what the call got, its values as stand-ins', () => {
  expect(pinCall(null, CALL)).toBe(`tests:
  - name: "pay stays denied, as on 2026-11-24 14:03"
    # The log has no values: put in real ones for these stand-ins.
    call:
      tool: "pay"
      args: { "amount": "" }
    expect: deny
    rule: "cap"
`)
})

it('says what the call must get where that is not what it got, and no rule that decided it then', () => {
  expect(pinCall(null, { ...CALL, wanted: 'allowed' })).toBe(`tests:
  - name: "pay is allowed, unlike on 2026-11-24 14:03"
    # The log has no values: put in real ones for these stand-ins.
    call:
      tool: "pay"
      args: { "amount": "" }
    expect: allow
`)
})

it('adds to what is there without touching a byte of it, in its own indentation, twice under two names', () => {
  const tests = 'clock: 2026-01-05T14:00:00Z\ntests: # ours\n- name: a\n  call: {tool: x}\n  expect: deny'
  const once = pinCall(tests, { ...CALL, argKeys: null, rule: null })
  expect(once?.startsWith(`${tests}\n- name: "pay stays`)).toBe(true)
  const twice = pinCall(once, CALL)
  expect(twice).toContain('14:03 (2)"')
})

it.each([
  ['a list in braces', 'tests: [{name: a, call: {tool: x}, expect: deny}]\n'],
  [
    'a list that is not last',
    'tests:\n  - {name: a, call: {tool: x}, expect: deny}\nclock: 2026-01-05T14:00:00Z\n',
  ],
  ['a fault', 'tests: 1\n'],
])('adds nothing to a file with %s', (_, tests) => {
  expect(pinCall(tests, CALL)).toBeNull()
})

it('makes one case that says this, whatever tool, arguments and rule are called', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), word, (tool, keys, rule) => {
      const argKeys = [...new Set(keys)]
      const text = pinCall(null, { ...CALL, tool, argKeys, rule })
      // A name that no test can hold is refused as a whole, never written down as another one.
      if (text === null) return
      const parsed = parsePolicyTests(text)
      expect(parsed.ok && parsed.tests.cases[0]?.steps[0]?.tool).toBe(tool)
    }),
  )
})
