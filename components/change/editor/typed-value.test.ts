import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GoValue } from '@/lib/policy/policy'
import { editValueOf } from '@/lib/policy/edit/edit-value'
import { formatValue, readValue } from './typed-value'

const text = (value: string) => ({ kind: 'string' as const, value })
const int = (value: string) => ({ kind: 'int' as const, value })

describe('a typed value', () => {
  it.each([
    [
      'in' as const,
      '[a, 2, true]',
      { kind: 'list', items: [text('a'), int('2'), { kind: 'bool', value: true }] },
    ],
    ['in' as const, 'eur, usd', { kind: 'list', items: [text('eur'), text('usd')] }],
    ['in' as const, '"a, b", c', { kind: 'list', items: [text('a, b'), text('c')] }],
    ['in' as const, '"say \\"hi\\", x"', { kind: 'list', items: [text('say "hi", x')] }],
    ['not_in' as const, '', { kind: 'list', items: [] }],
    ['not_in' as const, '[]', { kind: 'list', items: [] }],
    ['in' as const, 'a,', { kind: 'list', items: [text('a')] }],
    ['in' as const, 'a,,b', null],
    ['in' as const, '"a', null],
    ['eq' as const, '"5"', text('5')],
    ['eq' as const, '010', text('010')],
    ['eq' as const, 'a, b', text('a, b')],
    [
      'eq' as const,
      '{a: 1, b: [x]}',
      {
        kind: 'map',
        entries: [
          ['a', int('1')],
          ['b', { kind: 'list', items: [text('x')] }],
        ],
      },
    ],
    ['eq' as const, 'null', { kind: 'null' }],
    ['eq' as const, '', null],
    ['gte' as const, '1.5', { kind: 'float', value: 1.5 }],
    ['gte' as const, 'many', null],
    ['exists' as const, 'yes', null],
    ['regex' as const, '^a, "b"', text('^a, "b"')],
  ])('for %s, %s, is what the operator wants', (op, typed, value) => {
    expect(readValue(op, typed)).toEqual(value)
  })

  it('comes back from what is shown of it, whatever it is', () => {
    const leaf: fc.Arbitrary<GoValue> = fc.oneof(
      fc.constant({ kind: 'null' as const }),
      fc.boolean().map((value) => ({ kind: 'bool' as const, value })),
      fc.bigInt({ min: -(2n ** 59n), max: 2n ** 59n }).map((value) => ({ kind: 'int' as const, value })),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ kind: 'float' as const, value })),
      fc
        .oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('5', 'a, b', ' x', 'null', '"', '1e5', '0', '{'),
        )
        .map(text),
    )
    const { value } = fc.letrec<{ value: GoValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }).map((items) => ({ kind: 'list' as const, items })),
        fc.array(fc.tuple(fc.string().map(text), tie('value')), { maxLength: 3 }).map((entries) => ({
          kind: 'map' as const,
          entries,
          anyKeys: false,
        })),
      ),
    }))
    fc.assert(
      fc.property(value, (one) => {
        const shown = formatValue('eq', one)
        expect(shown === null ? null : readValue('eq', shown)).toEqual(editValueOf(one))
        const list: GoValue = { kind: 'list', items: [one] }
        expect(readValue('in', formatValue('in', list) ?? '')).toEqual(editValueOf(list))
      }),
      { numRuns: 300 },
    )
  })

  it('is not offered where an edit could not write it', () => {
    expect(formatValue('eq', { kind: 'float', value: Infinity })).toBeNull()
    expect(
      formatValue('eq', { kind: 'time', value: { seconds: 0n, nanoseconds: 0, offsetSeconds: null } }),
    ).toBeNull()
    const key = { ...text('a\u{fffd}'), bytes: new Uint8Array([97, 255]) }
    const map = { kind: 'map' as const, entries: [[key, text('x')] as const], anyKeys: false }
    expect(formatValue('eq', map)).toBeNull()
    expect(formatValue('eq', { ...map, entries: [[text('a'), text('x')]] })).toBe('{a: x}')
  })
})
