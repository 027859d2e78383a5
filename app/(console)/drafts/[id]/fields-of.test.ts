import { expect, it } from 'vitest'
import { mergeLines } from '@/lib/policy/edit/merge-lines'
import { fieldsOf, mergedOf } from './fields-of'

const texts = (text: string, from: string) => ({
  base: text,
  main: text.replace(from, 'theirs'),
  mine: text.replace(from, 'ours'),
})
const POLICY = 'version: "1"\ndescription: old # why\ntools: {}\n'

it('has no field of settings and tests, so that neither side’s lines are taken without a choice', () => {
  const settings = texts('root: policies\nlint:\n  - rule: old\n    severity: error\n', 'old')
  expect(mergeLines(settings.base, settings.main, settings.mine)).toBeNull()
  expect(fieldsOf('settings', settings)).toBeNull()
  expect(fieldsOf('tests', texts('tests:\n  - name: old\n', 'old'))).toBeNull()
})

it('leaves the choice to a person where both list the same tool in different places, and none where they list two', () => {
  const [first, second] = ['  a:\n    rules: []\n', '  b:\n    rules: []\n']
  const listed = (name: string) => `  ${name}:\n    rules: [{ name: no, action: deny }]\n`
  const of = (...tools: string[]) => `version: "1"\ntools:\n${tools.join('')}`
  const base = of(first, second)
  const main = of(listed('wipe'), first, second)
  const merge = (name: string) => mergedOf('policy', { base, main, mine: of(first, second, listed(name)) })
  expect(merge('drop')).toBe(of(listed('wipe'), first, second, listed('drop')))
  expect(merge('wipe')).toBeNull()
})

it('has none of policies that differ in the same comment only', () => {
  expect(fieldsOf('policy', texts(POLICY, 'why'))).toBeNull()
})

it('has those that a policy differs in', () => {
  expect(fieldsOf('policy', texts(POLICY, 'old'))).toMatchObject([{ key: 'description', changedBy: 'both' }])
})
