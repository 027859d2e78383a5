import { expect, it } from 'vitest'
import type { Edit } from './edits'
import { sameEdits } from './same-edits'

const RULE: Edit[] = [{ op: 'add-rule', tool: 'pay', content: { name: 'never', action: 'deny' }, at: 0 }]

it('finds edits the same whatever order their names are in, and others not', () => {
  const turned: Edit[] = [{ at: 0, content: { action: 'deny', name: 'never' }, tool: 'pay', op: 'add-rule' }]
  expect(sameEdits(RULE, turned)).toBe(true)
  expect(
    sameEdits(RULE, [{ op: 'add-rule', tool: 'pay', content: { name: 'never', action: 'deny' }, at: 1 }]),
  ).toBe(false)
  expect(sameEdits(RULE, [])).toBe(false)
})

it('keeps the order of a list', () => {
  const hide = (...names: string[]): Edit[] => [{ op: 'set-hide', names }]
  expect(sameEdits(hide('a', 'b'), hide('b', 'a'))).toBe(false)
})
