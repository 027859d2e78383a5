import { expect, it } from 'vitest'
import { findSettingsProblems } from './settings-problems'

const WRONG = 'root: policies\r\nenvironments:\r\n  prod: { ref: main, allowance: soon }\r\npin: []\r\n'

it('marks what is wrong with settings at its place, in one sentence', () => {
  const found = findSettingsProblems(WRONG)
  expect(found.map(({ line, start, end }) => [line, WRONG.slice(start, end)])).toEqual([
    [3, 'allowance: soon }'],
    [4, 'pin: []'],
  ])
  expect(found[0]?.message).toBe('environments.prod.allowance must be a duration such as 30s, 10m, 2h or 1d.')
  expect(found.every(({ severity }) => severity === 'error')).toBe(true)
})

it('finds nothing wrong with settings that count, and with none', () => {
  expect(findSettingsProblems('root: policies\n')).toEqual([])
  expect(findSettingsProblems('')).toEqual([])
})
