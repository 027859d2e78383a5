import { expect, it } from 'vitest'
import { explainRole } from './explain-role'

it.each([
  ['none', [false, false, false]],
  ['read', [true, false, false]],
  ['triage', [true, false, false]],
  ['write', [true, true, false]],
  ['maintain', [true, true, false]],
  ['admin', [true, true, true]],
] as const)('%s may look, draft, administer: %j', (role, expected) => {
  expect(explainRole(role).map(({ allowed }) => allowed)).toEqual(expected)
})
