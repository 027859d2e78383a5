import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant, readDecisionEvent, type DecisionEvent } from './decision-event'

const EVENTS = new URL('./fixtures/events/', import.meta.url)

function realEvents(): Record<string, unknown>[] {
  return readdirSync(EVENTS).flatMap((name) =>
    readFileSync(new URL(name, EVENTS), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  )
}

function decision(event: Record<string, unknown>): DecisionEvent {
  const read = readDecisionEvent({
    ts: '2026-11-26T10:00:00Z',
    type: 'tool_call',
    result: 'denied',
    ...event,
  })
  if (read.kind !== 'decision') throw new Error(read.kind)
  return read.decision
}

describe('a decision event', () => {
  it('is understood in all event files of the real program, with nothing left over', () => {
    const counts = new Map<string, number>()
    for (const event of realEvents()) {
      const read = readDecisionEvent(event)
      const { decision } = read.kind === 'decision' ? read : { decision: null }
      const key =
        decision === null ? read.kind : `${decision.result} ${decision.rule === null ? 'no rule' : 'rule'}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      expect(decision?.rest ?? null).toBeNull()
    }
    expect(Object.fromEntries(counts)).toEqual({
      'allowed no rule': 1603,
      'denied rule': 444 + 372 + 1322,
      'denied no rule': 45 + 415,
      other: 4 + 11 + 6 + 19 + 27,
    })
  })

  it('keeps what our own proxy adds', () => {
    const policy = `sha256:${'a'.repeat(64)}`
    const event = { policy, arg_keys: ['amount'], result: 'allowed', would_deny: true, decision: 'd1' }
    const read = decision({ ...event, rule: 'r' })
    expect(read).toMatchObject({
      policy: 'a'.repeat(64),
      argKeys: ['amount'],
      result: 'would-deny',
      rule: 'r',
    })
    expect({ ...read.rest }).toEqual({ decision: 'd1' })
  })

  it('survives members of a wrong type, and keeps them', () => {
    const read = decision({ tool: 7, rule: ['r'], message: null, args_hash: 'md5:x', arg_keys: 'amount' })
    expect(read).toMatchObject({ tool: '', rule: null, message: null, argsHash: null, argKeys: null })
    expect({ ...read.rest }).toEqual({ tool: 7, rule: ['r'], message: null, arg_keys: 'amount' })
  })

  it('has the digest of its arguments with or without the name of the hash, and no other text for it', () => {
    const hex = 'a1'.repeat(32)
    expect(['', 'sha256:'].map((name) => decision({ args_hash: name + hex }).argsHash)).toEqual([hex, hex])
    const others = [
      `sha256:${hex.slice(7)}`,
      `${hex}abcdefa`,
      hex.slice(1),
      hex.toUpperCase(),
      `${hex.slice(1)}g`,
    ]
    expect(others.map((text) => decision({ args_hash: text }).argsHash)).toEqual(others.map(() => null))
  })

  it('is refused without a time or a result, and only then', () => {
    const kinds = [
      { ts: 'yesterday' },
      { ts: 5 },
      { result: 'maybe' },
      { type: 9 },
      { type: 'novelty' },
      {},
    ].map(
      (change) =>
        readDecisionEvent({ ts: '2026-11-26T10:00:00Z', type: 'tool_call', result: 'denied', ...change })
          .kind,
    )
    expect(kinds).toEqual(['bad-event', 'bad-event', 'bad-event', 'bad-event', 'other', 'decision'])
  })
})

describe('an instant', () => {
  it('is read to the microsecond with any number of fraction digits and any zone', () => {
    const second = Date.UTC(2026, 10, 22, 14, 59, 13) * 1000
    expect(parseInstant('2026-11-22T14:59:13Z')).toBe(second)
    expect(parseInstant('2026-11-22T14:59:13.5Z')).toBe(second + 500_000)
    expect(parseInstant('2026-11-22T14:59:13.876419999Z')).toBe(second + 876_419)
    expect(parseInstant('2026-11-22T16:59:13+02:00')).toBe(second)
  })

  it('is refused when it is none', () => {
    const texts = ['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-22 14:59:13Z', '', '1e9']
    expect(texts.map(parseInstant)).toEqual(texts.map(() => null))
  })

  const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,30})?(?:[Zz]|[+-]\d\d:\d\d)$/
  const written = fc.record({
    second: fc.integer({ min: Date.UTC(1970) / 1000, max: Date.UTC(2100) / 1000 }),
    fraction: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 30 }),
    sign: fc.constantFrom('+', '-'),
    zone: fc.integer({ min: 0, max: 24 * 60 - 1 }),
  })

  it('has the value that was written, whatever its fraction and zone', () => {
    const two = (value: number) => String(value).padStart(2, '0')
    fc.assert(
      fc.property(written, ({ second, fraction, sign, zone }) => {
        const local = new Date((second + (sign === '-' ? -zone : zone) * 60) * 1000)
          .toISOString()
          .slice(0, 19)
        const text = `${local}${fraction === '' ? '' : '.'}${fraction}${sign}${two(Math.floor(zone / 60))}:${two(zone % 60)}`
        expect(parseInstant(text)).toBe(second * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6)))
      }),
    )
  })

  it('is refused when a character is wrong, missing or too much', () => {
    const ends = fc.constantFrom('Z', '.5Z', '+02:00', '.123456789-11:30')
    const wrong = fc.constantFrom('', '0', '9', ':', '-', '+', '.', 'T', 'Z', ' ', '/', '\u0660')
    const place = fc.nat({ max: 40 })
    fc.assert(
      fc.property(ends, place, wrong, fc.boolean(), (end, at, put, instead) => {
        const text = `2026-11-22T14:59:13${end}`
        const changed = text.slice(0, at) + put + text.slice(instead ? at + 1 : at)
        expect(RFC_3339.test(changed) || parseInstant(changed) === null).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
