import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition, GoValue, Rule, StateBlock } from '../policy'
import { describeRule } from './describe-rule'
import { plainText } from './sentence'

const text = (value: string): GoValue => ({ kind: 'string', value })
const int = (value: number): GoValue => ({ kind: 'int', value: BigInt(value) })
const bool = (value: boolean): GoValue => ({ kind: 'bool', value })
const list = (...items: GoValue[]): GoValue => ({ kind: 'list', items })
const when = (path: string, op: string, value: GoValue): Condition => ({ path, op, value })

function rule(conditions: Condition[], rest: Partial<Rule> = {}): Rule {
  return { name: 'r', action: 'evaluate', rateLimit: '', onDeny: '', conditions, ...rest }
}

function counter(limit: Condition, rest: Partial<StateBlock> = {}): Rule {
  return rule([limit], {
    state: { counter: 'c', window: 'hour', increment: 1n, incrementFrom: '', ...rest },
  })
}

const say = (subject: Rule, tool = 't') => describeRule(subject, tool).text

describe('describeRule', () => {
  it.each([
    [when('args.amount', 'lte', int(250000)), 'Denied unless amount is at most 250000.', 'amount ≤ 250000'],
    [when('args.amount', 'lt', int(5)), 'Denied unless amount is below 5.', 'amount < 5'],
    [when('args.amount', 'gt', int(5)), 'Denied unless amount is above 5.', 'amount > 5'],
    [
      when('args.amount', 'gte', { kind: 'float', value: 0.5 }),
      'Denied unless amount is at least 0.5.',
      'amount ≥ 0.5',
    ],
    [when('args.a.b', 'eq', text('x')), 'Denied unless a.b is x.', 'a.b = x'],
    [
      when('args.currency', 'in', list(text('eur'), text('usd'), text('gbp'))),
      'Denied unless currency is eur, usd or gbp.',
      'currency in eur, usd, gbp',
    ],
    [when('args.mode', 'neq', text('none')), 'Denied if mode is none or left out.', 'mode ≠ none'],
    [
      when('args.mode', 'not_in', list(text('a'), text('b'))),
      'Denied if mode is a or b, or left out.',
      'mode not in a, b',
    ],
    [when('args.mode', 'not_in', list()), 'Denied if mode is left out.', 'mode not in nothing'],
    [
      when('args.id', 'regex', text('^SUP-[0-9]+$')),
      'Denied unless id is a text that matches ^SUP-[0-9]+$.',
      'id matches ^SUP-[0-9]+$',
    ],
    [
      when('args.q', 'contains', text('drop table')),
      'Denied unless q contains drop table as a piece of text or an item of a list.',
      'q contains drop table',
    ],
    [when('args.q', 'contains', int(5)), 'Denied unless q is a list with the item 5.', 'q contains 5'],
    [when('args.reason', 'exists', bool(true)), 'Denied unless reason is given.', 'reason given'],
    [when('args.force', 'exists', bool(false)), 'Denied if force is given.', 'force left out'],
  ])('says what one condition allows: %o', (condition, sentence, chip) => {
    const reading = describeRule(rule([condition]), 't')
    expect(plainText(reading.sentence)).toBe(sentence)
    expect(reading.chips.map((cell) => plainText(cell.text))).toEqual([chip])
    expect(reading).toMatchObject({ kind: 'conditions', deniesAll: false })
  })

  it('tells a text from a number, and a word that reads like another type', () => {
    const values = list(text('5'), int(5), text('true'), text(''), text('a b'), { kind: 'null' })
    expect(say(rule([when('args.x', 'in', values)]))).toContain('is "5", 5, "true", "", a b or null.')
  })

  it('says that a missing argument denies, except where the sentence already does', () => {
    expect(say(rule([when('args.x', 'lte', int(1))]))).toContain('A call without x is denied too.')
    expect(say(rule([when('args.x', 'neq', int(1))]))).not.toContain('A call without')
    expect(say(rule([when('args.x', 'exists', bool(true))]))).not.toContain('A call without')
  })

  it('joins conditions on one argument under one subject', () => {
    const both = rule([
      when('args.x', 'gte', int(1)),
      when('args.x', 'lte', int(9)),
      when('args.y', 'eq', int(2)),
    ])
    expect(say(both)).toMatch(/^Denied unless x is at least 1 and is at most 9 and y is 2\./)
  })

  it('says how many calls a limit lets through, and takes one off for lt', () => {
    const limit = (op: string, most: number) => counter(when('state.t.c', op, int(most)))
    expect(say(limit('lte', 20))).toBe(
      'At most 20 calls per hour on each proxy. Counted in whole clock hours, UTC.',
    )
    expect(say(limit('lt', 20))).toMatch(/^At most 19 calls per hour/)
    expect(say(limit('lte', 1))).toMatch(/^At most 1 call per hour/)
    expect(describeRule(limit('lt', 1), 't')).toMatchObject({ kind: 'limit', deniesAll: true })
    expect(describeRule(limit('lt', 2), 't')).toMatchObject({ kind: 'limit', deniesAll: false })
  })

  it('names the shared scope of a limit of every tool', () => {
    const shared = counter(when('state._global.c', 'lte', int(600)))
    expect(say(shared, '*')).toMatch(/^At most 600 calls per hour over all tools on each proxy\./)
    expect(plainText(describeRule(shared, '*').after)).toBe('Then at most 600 calls per hour over all tools.')
  })

  it('says what each call counts and what is added up', () => {
    const weighted = counter(when('state.t.c', 'lte', int(10)), { increment: 3n })
    expect(say(weighted)).toMatch(/^At most 3 calls per hour on each proxy\. Each call counts 3 of 10\./)
    const total = counter(when('state.t.c', 'lte', int(600)), {
      incrementFrom: 'args.seconds',
      window: 'day',
    })
    expect(say(total)).toMatch(/^At most 600 per day in total of seconds on each proxy\./)
    expect(say(total)).toContain('A call without a number in seconds is denied.')
  })

  it('says so when a counter is never counted', () => {
    expect(say(counter(when('state.t.c', 'gte', int(0))))).toContain('the counter c is never counted')
  })

  it('keeps a second limit on the same counter as a condition', () => {
    const twice = rule([when('state.t.c', 'lte', int(10)), when('state.t.c', 'lte', int(5))], {
      state: { counter: 'c', window: 'hour', increment: 1n, incrementFrom: '' },
    })
    expect(say(twice)).toMatch(
      /^Denied unless the counter t\.c is at most 5; then at most 10 calls per hour\./,
    )
  })

  it('says when every call is denied', () => {
    expect(describeRule(rule([], { action: 'deny' }), 't')).toMatchObject({
      kind: 'deny',
      deniesAll: true,
      text: 'Denies every call.',
    })
    expect(describeRule(rule([when('args.x', 'in', list())]), 't').deniesAll).toBe(true)
    expect(describeRule(rule([when('state.t.c', 'exists', bool(false))]), 't').deniesAll).toBe(true)
    expect(describeRule(rule([when('state.t.c', 'exists', bool(true))]), 't').deniesAll).toBe(false)
  })

  it('marks paths and values, and never prints a control or bidirectional character raw', () => {
    const hostile = rule([when('args.a\u202eb', 'eq', text('x\u0007\u2066'))])
    const { sentence, text: plain } = describeRule(hostile, 't')
    expect(sentence.map(({ mark }) => mark)).toEqual(['text', 'path', 'text', 'value', 'text'])
    expect(plain).not.toMatch(/[\p{Cc}\u202e\u2066]/u)
  })

  it('describes what Intercept refuses instead of throwing', () => {
    expect(describeRule(rule([], { action: 'block' }), 't').kind).toBe('invalid')
    expect(describeRule(rule([]), 't').kind).toBe('invalid')
    expect(describeRule(rule([], { rateLimit: 'x/hour' }), 't').kind).toBe('invalid')
    expect(say(rule([when('args.x', 'like', int(1))]))).toContain('the unknown operator like')
  })

  it('ends every sentence and says something for any rule', () => {
    const anyValue: fc.Arbitrary<GoValue> = fc.oneof(
      fc.string({ unit: 'binary' }).map(text),
      fc.integer().map(int),
      fc.double().map((value): GoValue => ({ kind: 'float', value })),
      fc.constant<GoValue>({
        kind: 'time',
        value: { seconds: 10n ** 15n, nanoseconds: 0, offsetSeconds: null },
      }),
      fc.array(fc.integer().map(int), { maxLength: 3 }).map((items) => list(...items)),
    )
    const ops = 'eq neq in not_in lt lte gt gte regex contains exists ?'.split(' ')
    const anyCondition = fc.record({
      path: fc.oneof(fc.constantFrom('args.x', 'state.t.c', 'state.x', 'args.'), fc.string()),
      op: fc.constantFrom(...ops),
      value: anyValue,
    })
    const anyState = fc.record({
      counter: fc.constantFrom('c', ''),
      window: fc.constantFrom('hour', 'day', '?'),
      increment: fc.bigInt({ min: -5n, max: 5n }).filter((amount) => amount !== 0n),
      incrementFrom: fc.constantFrom('', 'args.n'),
    })
    const anyRule = fc
      .tuple(fc.array(anyCondition, { maxLength: 4 }), fc.option(anyState, { nil: undefined }))
      .map(([conditions, state]) => rule(conditions, state === undefined ? {} : { state }))
    fc.assert(
      fc.property(anyRule, fc.constantFrom('t', '*'), (subject, tool) => {
        const reading = describeRule(subject, tool)
        expect(plainText(reading.sentence)).toMatch(/[.]$/)
        expect(JSON.parse(JSON.stringify(reading))).toEqual(reading)
      }),
    )
  })
})
