import { expect, it } from 'vitest'
import { sayTestsChange } from './say-tests-change'

const file = (...cases: string[]) => `tests:\n${cases.map((one) => `  - {${one}}\n`).join('')}`
const PAYS = 'name: pays, call: {tool: pay, args: {amount: 1}}'

it.each([
  [
    `${PAYS}, expect: allow`,
    `${PAYS}, expect: deny, rule: stop`,
    '“pays” now expects denied by stop, before allowed.',
  ],
  [`${PAYS}, expect: deny`, `${PAYS}, expect: allow`, '“pays” now expects allowed, before denied.'],
  [
    `${PAYS}, expect: deny, rule: a, message: No.`,
    `${PAYS}, expect: deny, rule: a, message: Never.`,
    '“pays” expects another message than before.',
  ],
  [
    `${PAYS}, expect: allow`,
    `name: pays, call: {tool: pay}, expect: allow`,
    '“pays” makes other calls than before.',
  ],
  [`${PAYS}, expect: allow`, `name: looks, call: {tool: pay}, expect: allow`, '“pays” is removed.'],
  [
    `${PAYS}, table: [{expect: allow}, {tool: look, expect: allow}]`,
    `${PAYS}, table: [{expect: allow}, {tool: look, expect: deny}]`,
    '“pays” now expects denied, before allowed.',
  ],
])('says what becomes of a case: %s → %s', (before, after, says) => {
  expect(sayTestsChange(file(before), file(after))).toEqual([says])
})

it('says nothing of cases that are as they were, however they are written, and of new ones', () => {
  const block =
    'tests:\n  - name: pays\n    call:\n      tool: pay\n      args: { amount: 1 }\n    expect: allow\n'
  expect(sayTestsChange(file(`${PAYS}, expect: allow`), block)).toEqual([])
  expect(
    sayTestsChange(block, file(`${PAYS}, expect: allow`, 'name: new, call: {tool: x}, expect: deny')),
  ).toEqual([])
  expect(sayTestsChange('tests: 1\n', block)).toEqual([])
})

it('names ten and counts the rest, with what nobody sees written out', () => {
  const before = file(
    ...Array.from({ length: 12 }, (_, i) => `name: "\\u202e${i}", call: {tool: x}, expect: allow`),
  )
  const said = sayTestsChange(before, file('name: other, call: {tool: x}, expect: allow'))
  expect(said).toHaveLength(11)
  expect(said[0]).toBe('“\\u202e0” is removed.')
  expect(said.at(-1)).toBe('2 more are changed.')
})
