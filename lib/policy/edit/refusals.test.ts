import { describe, expect, it } from 'vitest'
import { applyEdits } from './apply-edits'
import type { Edit } from './edits'
import { edited } from './testing/edited'

const HEAD = 'version: "1"\ntools:\n'
const rule = { tool: 'a', rule: 0 } as const
const rename: Edit = { op: 'rename-rule', ...rule, to: 'new' }
const value: Edit = { op: 'set-condition-value', ...rule, condition: 0, value: { kind: 'int', value: '2' } }
const remove: Edit = { op: 'remove-rule', ...rule }

/** Name, text, edit, code and the line of the position. */
const table: [string, string, Edit, string, number][] = [
  ['a file that cannot be loaded', `${HEAD}  a: [\n`, rename, 'unloadable', 4],
  ['a key that stands twice', 'version: "1"\nversion: "1"\n', rename, 'duplicate-key', 2],
  ['a tool that stands twice', `${HEAD}  a: {}\n  a: {}\n`, rename, 'duplicate-key', 4],
  [
    'a second document',
    `${HEAD}  a: {}\n---\nb: 1\n`,
    { op: 'set-default', value: 'deny' },
    'multiple-documents',
    4,
  ],
  ['a directive', `%YAML 1.1\n---\n${HEAD}  a: {}\n`, { op: 'set-default', value: 'deny' }, 'directives', 1],
  ['a lone carriage return', `${HEAD}  a: {}\r# b\n`, { op: 'set-default', value: 'deny' }, 'line-breaks', 3],
  [
    'an alias on the way',
    `${HEAD}  b: &x\n    rules: [{ name: r, action: deny }]\n  a: *x\n`,
    rename,
    'alias',
    5,
  ],
  [
    'an anchor on the way that is used elsewhere',
    `${HEAD}  a: &x\n    rules: [{ name: r, action: deny }]\n  b: *x\n`,
    rename,
    'anchor-used',
    3,
  ],
  [
    'an anchor inside what is removed',
    `${HEAD}  a:\n    rules:\n      - { name: &n r, action: deny }\n  b: { rules: [{ name: *n, action: deny }] }\n`,
    remove,
    'anchor-used',
    5,
  ],
  [
    'an alias in what is copied',
    `${HEAD}  b: { rules: [{ name: &n r, action: deny }] }\n  a:\n    rules:\n      - { name: *n, action: deny }\n`,
    { op: 'duplicate-rule', ...rule, as: 'copy' },
    'alias',
    6,
  ],
  [
    'an explicit tag',
    `${HEAD}  a:\n    rules:\n      - name: !!str r\n        action: deny\n`,
    rename,
    'explicit-tag',
    5,
  ],
  [
    'a merge key on the way',
    `x: &x { action: deny }\n${HEAD}  a:\n    rules:\n      - <<: *x\n        name: r\n`,
    rename,
    'merge-key',
    6,
  ],
  [
    'a key with a question mark',
    `${HEAD}  ? a\n  : rules: [{ name: r, action: deny }]\n`,
    rename,
    'complex-key',
    3,
  ],
  ['a list of pairs without braces', `${HEAD}  a:\n    rules: [name: r]\n`, rename, 'complex-key', 4],
  [
    'a comment inside a value that goes',
    `${HEAD}  a:\n    rules:\n      - name: r\n        conditions:\n          - path: args.x\n            op: in\n            value: { # why\n              k: 1 }\n`,
    value,
    'comment',
    9,
  ],
  ['a tool that is not there', `${HEAD}  b: {}\n`, rename, 'not-found', 2],
  [
    'a rule of another name',
    `${HEAD}  a:\n    rules:\n      - { name: s, action: deny }\n`,
    { ...remove, named: 'r' },
    'not-found',
    5,
  ],
  ['a tool that is there', `${HEAD}  a: {}\n`, { op: 'add-tool', tool: 'a' }, 'exists', 3],
  [
    'the condition that a rate limit stands for',
    `${HEAD}  a:\n    rules:\n      - name: r\n        rate_limit: 5/hour\n`,
    value,
    'shorthand',
    6,
  ],
  [
    'a rule that is no rate limit',
    `${HEAD}  a:\n    rules:\n      - name: r\n        action: deny\n`,
    { op: 'collapse-rate-limit', ...rule },
    'not-a-rate-limit',
    5,
  ],
  ['a new file over an old one', `${HEAD}  a: {}\n`, { op: 'create-file' }, 'not-empty', 1],
  [
    'half a character',
    `${HEAD}  a:\n    rules:\n      - { name: r, action: deny }\n`,
    { ...rename, to: '\ud800' },
    'invalid-edit',
    5,
  ],
]

describe('applyEdits refuses', () => {
  it.each(table)('%s', (_, text, edit, code, line) => {
    const result = applyEdits(text, [edit])
    expect(result).toMatchObject({ kind: 'refused', code, position: { line } })
  })

  it('a whole list for one of its edits, and names that one', () => {
    const text = `${HEAD}  a: {}\n`
    const result = applyEdits(text, [{ op: 'set-default', value: 'deny' }, rename])
    expect(result).toMatchObject({ kind: 'refused', code: 'not-found', edit: 1 })
  })
})

describe('applyEdits takes', () => {
  it('an anchor that nobody uses', () => {
    const text = `${HEAD}  a: &x\n    rules:\n      - name: r # why\n        action: deny\n`
    expect(edited(text, [rename]).text).toBe(text.replace('name: r', 'name: new'))
  })

  it('a file whose aliases stand elsewhere', () => {
    const text = `${HEAD}  b: &x { rules: [] }\n  c: *x\n  a:\n    rules:\n      - { name: r, action: deny }\n`
    expect(edited(text, [rename]).text).toBe(text.replace('name: r', 'name: new'))
  })

  it('list items that are null, which do not count', () => {
    const text = `${HEAD}  a:\n    rules:\n      - ~\n      - name: r\n        action: deny\n      -\n`
    expect(edited(text, [rename]).text).toBe(text.replace('name: r', 'name: new'))
    expect(edited(text, [remove]).text).toBe(`${HEAD}  a:\n    rules:\n      - ~\n      -\n`)
  })

  it('an empty file, and one of comments, for a new policy', () => {
    const create: Edit = { op: 'create-file', description: 'New', default: 'deny' }
    const policy = 'version: "1"\ndescription: "New"\ndefault: "deny"\ntools: {}\n'
    expect(edited('', [create]).text).toBe(policy)
    expect(edited('# Ours\r\n', [create]).text).toBe(`# Ours\r\n${policy.replaceAll('\n', '\r\n')}`)
    expect(edited('# Ours', [create]).text).toBe(`# Ours\n${policy}`)
    const added = edited('', [create, { op: 'add-tool', tool: 'get' }])
    expect(added.text).toBe(policy.replace(' {}', '\n  get:\n    rules: []'))
  })
})
