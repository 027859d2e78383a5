import { describe, expect, it } from 'vitest'
import { edited, reverse } from './edits'

const file = edited('policies/a.yaml')
const AFTER = `version: "1"
hide:
  - gone

tools:
  # read
  get:
    rules: []
  list:
    rules: []

  # write
  put:
    rules:
      # because of INC-1
      - name: cap
        conditions:
          - path: args.amount
            op: lte
            value: 10
      - name: rate
        rate_limit: 10/hour
  "*":
    rules:
      - name: all
        rate_limit: 10/hour
`

describe('adds', () => {
  it('takes the tool away with its rules, and only that', () => {
    const [edit] = file.adds('put')
    expect(edit?.undo(AFTER)).toBe(AFTER.replace(/ {2}put:[^]*?(?= {2}"\*")/, ''))
  })

  it('leaves no blank line behind the last tool', () => {
    const [edit] = file.adds('*')
    expect(edit?.undo(AFTER)).toBe(AFTER.replace(/ {2}"\*"[^]*/, ''))
  })

  it('refuses a tool that is not listed', () => {
    const [edit] = file.adds('delete')
    expect(() => edit?.undo(AFTER)).toThrow('no tool delete')
  })
})

describe('cases', () => {
  const TESTS = `tests:
  - name: one
    call: {tool: get}
    expect: allow
  # about two
  - name: two
    call: {tool: put}
    sequence:
      - {expect: allow}
`

  it('takes the case away, and nothing around it', () => {
    const [edit] = file.cases('one')
    expect(edit?.undo(TESTS)).toBe(TESTS.replace(/ {2}- name: one[^]*?(?= {2}# about)/, ''))
    const [last] = file.cases('two')
    expect(last?.undo(TESTS)).toBe(TESTS.replace(/ {2}- name: two[^]*/, ''))
  })

  it('refuses a case that is not there', () => {
    const [edit] = file.cases('three')
    expect(() => edit?.undo(TESTS)).toThrow('no case three')
  })
})

describe('rules', () => {
  it('takes the rule away with the comment above it', () => {
    const [edit] = file.rules('put', 'cap')
    expect(edit?.undo(AFTER)).toBe(AFTER.replace(/ {6}# because[^]*?(?= {6}- name: rate)/, ''))
  })

  it('leaves an empty list when it was the only rule', () => {
    const [edit] = file.rules('*', 'all')
    expect(edit?.undo(AFTER)).toBe(AFTER.replace(/rules:\n {6}- name: all\n.*\n/, 'rules: []\n'))
  })

  it('writes a tool without rules as the file does', () => {
    const [edit] = edited('b.yaml').rules('put', 'rate')
    const inline = 'tools:\n  get: { rules: [] }\n  put:\n    rules:\n      - name: rate\n'
    const bare = 'tools:\n  get:\n  put:\n    rules:\n      - {name: rate, rate_limit: 1/day}\n'
    expect(edit?.undo(inline)).toBe('tools:\n  get: { rules: [] }\n  put: { rules: [] }\n')
    expect(edit?.undo(bare)).toBe('tools:\n  get:\n  put:\n')
  })
})

describe('replacements', () => {
  it('change what stands in one rule, though it stands elsewhere too', () => {
    const edit = file.within('put/rate', '20/hour', '10/hour')
    const before = AFTER.replace('10/hour', '20/hour')
    expect(edit.undo(AFTER)).toBe(before)
    expect(edit.redo(before)).toBe(AFTER)
  })

  it('refuse what stands more than once, and what does not stand there', () => {
    expect(() => file.change('20/hour', '10/hour').undo(AFTER)).toThrow('found more than once: 10/hour')
    expect(() => file.change('a', 'nothing').undo(AFTER)).toThrow('not found: nothing')
    expect(() => file.change('a', 'b').undo(null)).toThrow('policies/a.yaml is not there yet')
  })

  it('reversed make the opposite change', () => {
    const edits = [file.change('value: 5', 'value: 10'), file.change('name: limit', 'name: cap')]
    const undone = reverse(edits).reduce((text, edit) => edit.redo(text) ?? '', AFTER)
    expect(undone).toBe(AFTER.replace('value: 10', 'value: 5').replace('name: cap', 'name: limit'))
  })
})
