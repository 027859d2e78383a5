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

  const message = (tool: string, length: number) => ({
    op: 'set-message',
    tool,
    rule: 0,
    value: 'x'.repeat(length),
  })

  it.each([
    ['a thousand edits', times(1000, () => message('t', 10)), /^taken$/],
    ['more', times(1001, () => message('t', 10)), /more than 1000 edits/],
    ['texts of a megabyte', times(100, () => message('t', 9_900)), /^taken$/],
    ['longer ones', times(120, () => message('t', 9_900)), /more than 1 MiB/],
    ['a text as long as a message may be', [message('t', 10_000)], /^taken$/],
    ['a longer one', [message('t', 10_001)], /10000/],
    ['many empty texts', [value({ kind: 'list', items: times(9_000, () => ({ kind: 'null' })) })], /^taken$/],
  ])('bounds what edits hold: %s', (_, given, refusal) => {
    const result = editsSchema.safeParse(given)
    expect(result.error?.issues.map((issue) => issue.message).join() ?? 'taken').toMatch(refusal)
  })
})

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make)
}

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
