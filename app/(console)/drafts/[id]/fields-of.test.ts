import { expect, it } from 'vitest'
import { mergeLines } from '@/lib/policy/edit/merge-lines'
import { fieldsOf } from './fields-of'

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

it('has none of policies that differ in the same comment only', () => {
  expect(fieldsOf('policy', texts(POLICY, 'why'))).toBeNull()
})

it('has those that a policy differs in', () => {
  expect(fieldsOf('policy', texts(POLICY, 'old'))).toMatchObject([{ key: 'description', changedBy: 'both' }])
})
