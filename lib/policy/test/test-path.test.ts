import { expect, it } from 'vitest'
import { isTestFile, policyPathOf, testPathOf } from './test-path'

it.each(['a.yaml', 'policies/eu/a.yml', 'latest.yaml'])('goes from %s to its test and back', (path) => {
  expect(policyPathOf(testPathOf(path))).toBe(path)
  expect(isTestFile(testPathOf(path))).toBe(true)
  expect(isTestFile(path)).toBe(false)
})

it('keeps the extension, and takes no other file for tests', () => {
  expect(testPathOf('a.yml')).toBe('a.test.yml')
  expect(
    ['.test.yaml', 'a/.test.yaml', 'test.yaml', 'a.test.json', 'a.test.yaml.bak'].filter(isTestFile),
  ).toEqual([])
})
