import { expect, it } from 'vitest'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'
import { suggestTitle, type TitledFile } from './suggest-title'

function policy(text: string): Policy {
  const parsed = parsePolicy(`version: "1"\n${text}`)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

function changed(path: string, before: string, after: string): TitledFile {
  const comparison = comparePolicies(policy(before), policy(after))
  return { before: path, after: path, meaning: { kind: 'compared', comparison } }
}

const file = (before: string | null, after: string | null): TitledFile => ({ before, after, meaning: null })
const OPEN = 'tools: { refund: { rules: [] }, list: { rules: [] } }\n'
const CLOSED =
  'tools: { refund: { rules: [{ name: no, action: deny }] }, list: { rules: [{ name: never, action: deny }] } }\n'

it('a draft without a title is called by what it does, over all of its files', () => {
  const one = suggestTitle([
    changed(
      'a.yaml',
      OPEN,
      OPEN.replace('refund: { rules: [] }', 'refund: { rules: [{ name: no, action: deny }] }'),
    ),
  ])
  expect(one).toBe('refund becomes denied by no')
  expect(suggestTitle([changed('a.yaml', OPEN, CLOSED)])).toMatch(/ and 1 more$/)
  expect(suggestTitle([changed('a.yaml', OPEN, CLOSED), file(null, 'b.yaml')])).toMatch(/ and 2 more$/)
})

it('is not called by a value that only stands for others', () => {
  const rule = (condition: string) =>
    `tools: { refund: { rules: [{ name: no, conditions: [${condition}] }] } }\n`
  const [wide, narrow] = [
    '{path: args.note, op: contains, value: a}',
    '{path: args.note, op: contains, value: ab}',
  ]
  const none = 'tools: { refund: { rules: [] } }\n'
  expect(suggestTitle([changed('a.yaml', rule(wide), none)])).toBe(
    'refund: note becomes allowed whatever it is',
  )
  expect(suggestTitle([changed('a.yaml', none, rule(wide))])).toBe(
    'refund: denied unless note contains a as a piece of text or an item of a list',
  )
  expect(suggestTitle([changed('a.yaml', rule(`${narrow}, ${wide}`), rule(wide))])).not.toMatch(
    /becomes allowed/,
  )
})

it('new, moved, deleted and merely edited files are named, and nothing is called nothing', () => {
  expect(suggestTitle([file(null, 'a.yaml')])).toBe('Add a.yaml')
  expect(suggestTitle([file('a.yaml', null)])).toBe('Remove a.yaml')
  expect(suggestTitle([file('a.yaml', 'b.yaml'), file(null, 'c.yaml')])).toBe(
    'Move a.yaml to b.yaml and 1 more',
  )
  expect(suggestTitle([file('a.test.yaml', 'a.test.yaml')])).toBe('Edit a.test.yaml')
  expect(suggestTitle([])).toBe('')
})

it('a title is never longer than a line', () => {
  const long = `${'x'.repeat(300)}.yaml`
  expect(suggestTitle([file(null, long)])).toHaveLength(120)
  expect(suggestTitle([file(null, long), file(null, 'b.yaml')])).toMatch(/^Add x+… and 1 more$/)
})
