import { expect, it } from 'vitest'
import { readExplorerSearch, readPolicySearch } from './search-params'

it('begins where the address says, and at the first policy when it says anything else', () => {
  expect(readExplorerSearch({ from: '100' }).from).toBe(100)
  for (const from of [undefined, '', '-1', '1e3', 'all', '9999999', ['x', '100']])
    expect(readExplorerSearch({ from }).from).toBe(0)
})

it('shows everybody’s policies unless the address plainly asks for one’s own', () => {
  expect(readExplorerSearch({ mine: '1' }).mine).toBe('1')
  for (const mine of [undefined, '', '0', 'true']) expect(readExplorerSearch({ mine }).mine).toBeUndefined()
})

it('opens the policy test of the line that the address names, and none when it names anything else', () => {
  expect(readPolicySearch({ case: '84' }).case).toBe(84)
  for (const line of [undefined, '', '0', '-1', '8.5', '1e3', 'all', '99999999'])
    expect(readPolicySearch({ case: line }).case).toBeUndefined()
})
