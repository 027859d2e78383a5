import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compile-policy'
import { CounterStoreError, windowStart, type CounterStore } from './counters'
import type { Decision } from './decision'
import { evaluate } from './evaluate'
import { MemoryCounters } from './memory-counters'
import { parsePolicy } from './parse-policy'
import { rollBack } from './reserve'

const NOON = new Date('2026-03-04T12:00:00Z')

function decide(
  text: string,
  args: Record<string, unknown> = {},
  counters: CounterStore = new MemoryCounters(),
): Decision {
  const parsed = parsePolicy(`version: 1\n${text}`)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return evaluate(compilePolicy(parsed.policy), { tool: 'pay', args }, counters, NOON)
}

const CAPPED =
  'tools: {pay: {rules: [{name: first, action: evaluate, rate_limit: 9/day}, {name: cap, rate_limit: 1/hour}]}}'

describe('a decision', () => {
  it('names the rule that decided, also where the event log does not', () => {
    const counters = new MemoryCounters()
    expect(decide(CAPPED, {}, counters).result).toBe('allowed')
    const message = 'Rate limit of 1 per hour reached. Try again later.'
    expect(decide(CAPPED, {}, counters)).toEqual({
      result: 'denied',
      message,
      decidedBy: { tool: 'pay', index: 1 },
    })
    expect(counters.read('pay._rate_day', NOON)).toBe(1n)
  })

  it('names the wildcard rule by its own key', () => {
    const denied = decide('tools: {pay: {}, "*": {rules: [{name: stop, action: deny}]}}')
    expect(denied).toMatchObject({
      rule: 'stop',
      message: 'Denied by rule "stop"',
      decidedBy: { tool: '*', index: 0 },
    })
  })

  it('names no rule for hidden and unlisted tools', () => {
    expect(decide('hide: [pay]')).toEqual({
      result: 'denied',
      rule: '(hidden)',
      message: 'Tool "pay" is hidden by policy',
    })
    const unlisted = {
      result: 'denied',
      rule: '(default deny)',
      message: 'Tool "pay" is not permitted by policy',
    }
    expect(decide('default: deny')).toEqual(unlisted)
  })

  it('does not take what an object inherits for an argument', () => {
    const rule =
      'tools: {pay: {rules: [{name: r, conditions: [{path: args.constructor, op: exists, value: false}]}]}}'
    expect(decide(rule).result).toBe('allowed')
    expect(decide(rule, { constructor: 1 }).result).toBe('denied')
  })

  it('finds bytes that are no text as a part of a character, as Go does', () => {
    const rule =
      'tools: {pay: {rules: [{name: r, conditions: [{path: args.a, op: contains, value: !!binary 4oI=}]}]}}'
    expect(decide(rule, { a: '5 €' }).result).toBe('allowed')
    expect(decide(rule, { a: '5 $' }).result).toBe('denied')
  })
})

describe('a counter store that fails', () => {
  const broken: CounterStore = {
    read: fail,
    reserve: fail,
    rollBack: fail,
  }
  function fail(): never {
    throw new CounterStoreError('the disk is full')
  }

  it('denies, and never lets a call through', () => {
    expect(decide(CAPPED, {}, broken)).toMatchObject({ result: 'denied', rule: 'first' })
    const unread =
      'tools: {pay: {rules: [{name: r, conditions: [{path: state.pay.c, op: exists, value: true}]}]}}'
    expect(decide(unread, {}, broken)).toMatchObject({ result: 'denied', rule: 'r' })
    const unwritten: CounterStore = { read: () => 0n, reserve: fail, rollBack: fail }
    expect(decide(CAPPED, {}, unwritten)).toMatchObject({
      result: 'denied',
      message: 'Internal policy error',
    })
  })

  it('keeps the reservations that it cannot give back', () => {
    expect(() => rollBack([{ key: 'pay.c', amount: 1n, until: 0 }], broken)).not.toThrow()
  })

  it('does not hide other errors', () => {
    const buggy: CounterStore = { ...broken, read: () => JSON.parse('{') }
    expect(() => decide(CAPPED, {}, buggy)).toThrow(SyntaxError)
  })
})

describe('windows', () => {
  it.each([
    ['minute', '2026-03-04T23:59:00.000Z'],
    ['hour', '2026-03-04T23:00:00.000Z'],
    ['day', '2026-03-04T00:00:00.000Z'],
  ] as const)('begin at the full UTC %s', (window, start) => {
    expect(new Date(windowStart(window, new Date('2026-03-04T23:59:59.999Z'))).toISOString()).toBe(start)
  })

  it('are those of the last reservation, and a rollback does not change them', () => {
    const counters = new MemoryCounters()
    const later = new Date(NOON.getTime() + 60_000)
    counters.reserve('t.c', 5n, 10n, 'minute', NOON)
    expect(counters.read('t.c', later)).toBe(0n)
    counters.rollBack('t.c', 2n)
    expect(counters.read('t.c', NOON)).toBe(3n)
    expect(counters.reserve('t.c', 8n, 10n, 'minute', NOON)).toBe(false)
    expect(counters.reserve('t.c', 8n, 10n, 'minute', later)).toBe(true)
  })

  it('wrap around like an int64 and roll back to no less than zero', () => {
    const counters = new MemoryCounters()
    const smallest = -(2n ** 63n)
    expect(counters.reserve('t.c', smallest, 0n, 'day', NOON)).toBe(true)
    expect(counters.reserve('t.c', smallest, -1n, 'day', NOON)).toBe(false)
    counters.rollBack('t.c', 1n)
    expect(counters.read('t.c', NOON)).toBe(2n ** 63n - 1n)
    counters.rollBack('t.c', 2n ** 63n - 1n)
    counters.rollBack('t.c', 1n)
    expect(counters.read('t.c', NOON)).toBe(0n)
  })
})
