import { describe, expect, it } from 'vitest'
import { buildRule, EMPTY_RULE, readValue } from './rule-draft'

describe('a new rule', () => {
  it('is built when nothing is missing', () => {
    expect(buildRule({ ...EMPTY_RULE, name: 'no lists', message: 'Ask.' })).toEqual({
      kind: 'rule',
      content: { name: 'no lists', action: 'deny', onDeny: 'Ask.' },
    })
    expect(buildRule({ ...EMPTY_RULE, kind: 'limit', name: 'l', count: '5' })).toMatchObject({
      content: { rateLimit: { count: '5', window: 'hour' } },
    })
    expect(
      buildRule({ ...EMPTY_RULE, kind: 'conditions', name: 'c', path: 'args.n', value: '5' }),
    ).toMatchObject({
      content: { conditions: [{ path: 'args.n', op: 'lte', value: { kind: 'int', value: '5' } }] },
    })
  })

  it.each([
    [{}, 'Name the rule to add it'],
    [{ name: 'x', kind: 'limit' as const, count: '0' }, 'Say how many calls'],
    [{ name: 'x', kind: 'conditions' as const, path: 'amount' }, 'Name an argument, such as args.amount'],
    [{ name: 'x', kind: 'conditions' as const, path: 'args.a', value: 'many' }, 'lte needs another value'],
  ])('says what is missing of %j', (draft, reason) => {
    expect(buildRule({ ...EMPTY_RULE, ...draft })).toEqual({ kind: 'missing', reason })
  })
})

describe('a typed value', () => {
  it.each([
    [
      'in' as const,
      '[a, 2, true]',
      {
        kind: 'list',
        items: [
          { kind: 'string', value: 'a' },
          { kind: 'int', value: '2' },
          { kind: 'bool', value: true },
        ],
      },
    ],
    [
      'in' as const,
      '["a, b", c]',
      {
        kind: 'list',
        items: [
          { kind: 'string', value: 'a, b' },
          { kind: 'string', value: 'c' },
        ],
      },
    ],
    ['in' as const, '[]', { kind: 'list', items: [] }],
    ['eq' as const, '"5"', { kind: 'string', value: '5' }],
    ['eq' as const, '010', { kind: 'string', value: '010' }],
    ['gte' as const, '1.5', { kind: 'float', value: 1.5 }],
    ['exists' as const, 'yes', null],
    ['regex' as const, '^a', { kind: 'string', value: '^a' }],
  ])('for %s, %s, is what the operator wants', (op, text, value) => {
    expect(readValue(op, text)).toEqual(value)
  })
})
