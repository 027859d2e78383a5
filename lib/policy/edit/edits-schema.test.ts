import { describe, expect, it } from 'vitest'
import type { Edit, EditValue } from './edits'
import { editsSchema } from './edits-schema'

const edits: Edit[] = [
  { op: 'create-file', description: 'd', default: 'deny' },
  { op: 'add-tool', tool: 't', rules: [{ name: 'r', rateLimit: { count: '5', window: 'hour' } }] },
  { op: 'set-rate-limit', tool: 't', rule: 0, named: 'r', value: { count: '6', window: 'day' } },
  { op: 'set-counter', tool: 't', rule: 0, value: { increment: null, incrementFrom: 'args.n' } },
  {
    op: 'set-condition-value',
    tool: 't',
    rule: 0,
    condition: 1,
    value: { kind: 'list', items: [{ kind: 'int', value: '-9223372036854775808' }, { kind: 'null' }] },
  },
]

describe('editsSchema', () => {
  it('takes edits as they are, also after a trip through JSON', () => {
    expect(editsSchema.parse(JSON.parse(JSON.stringify(edits)))).toEqual(edits)
  })

  it.each([
    ['an unknown operation', { op: 'run' }],
    ['a field that no edit has', { op: 'unset-default', force: true }],
    ['a number that is no plain decimal', { op: 'set-rate-limit', tool: 't', rule: 0, value: limit('0x5') }],
    ['a negative index', { op: 'remove-rule', tool: 't', rule: -1 }],
    ['a number that YAML cannot say', value({ kind: 'float', value: Infinity })],
    ['a value nested without end', value(nested(100_000))],
  ])('refuses %s', (_, edit) => {
    expect(editsSchema.safeParse([edit]).success).toBe(false)
  })
})

function limit(count: string) {
  return { count, window: 'hour' }
}

function value(content: unknown) {
  return { op: 'set-condition-value', tool: 't', rule: 0, condition: 0, value: content }
}

function nested(depth: number): EditValue {
  let inner: EditValue = { kind: 'null' }
  for (let i = 0; i < depth; i++) inner = { kind: 'list', items: [inner] }
  return inner
}
