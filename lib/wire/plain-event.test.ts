import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventLineSchema } from './decision-batch'
import { batchEventLine } from './decision-batch-write'
import { readDecisionEvent } from './decision-event'
import { readPlainDecision } from './plain-event'

const EVENTS = new URL('./fixtures/events/', import.meta.url)
const HASH = 'ab'.repeat(16)

/** As JSON.parse reads the line; null when it is no line of an event. */
function slowly(line: string) {
  const parsed = eventLineSchema.safeParse(parse(line))
  if (!parsed.success) return null
  const { kind, offset, length, hash, event } = parsed.data
  return { kind, offset, length, hash, read: event === null ? null : readDecisionEvent(event) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

describe('a decision that is read by hand', () => {
  it('is every one of the real program whose texts have no escapes, in any place of a body', () => {
    let [plain, escaped] = [0, 0]
    for (const name of readdirSync(EVENTS))
      for (const event of readFileSync(new URL(name, EVENTS), 'utf8').split('\n').slice(0, -1)) {
        const line = batchEventLine({ offset: 0, length: 10, hash: HASH }, event)
        const read = readPlainDecision(`${line}${line}`, line.length)
        const isPlain = event.includes('"type":"tool_call"') && !event.includes('\\')
        expect({ event, read }).toEqual({ event, read: isPlain ? slowly(line) : null })
        if (isPlain) plain += 1
        else escaped += 1
      }
    expect([plain > 100, escaped > 10]).toEqual([true, true])
  })

  it('says what JSON.parse says of it, whatever its texts, numbers and members are', () => {
    const text = fc.oneof(
      fc.constantFrom(
        '',
        'allowed',
        'denied',
        'tool_call',
        '2026-11-22T14:59:13.87Z',
        '2026-02-30T00:00:00Z',
        `sha256:${'a'.repeat(64)}`,
        'ä🔒',
        '\ud800',
        '\0',
        '\t',
        'a\\"b',
        '\u007f',
        '\u2028',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    )
    const names = [
      'ts',
      'type',
      'instance',
      'tool',
      'result',
      'args_hash',
      'rule',
      'message',
      'policy',
      '__proto__',
    ]
    const value = fc.oneof({ weight: 6, arbitrary: text }, fc.constantFrom(null, 1, true, [], {}))
    const usual = {
      ts: '2026-11-22T14:59:13.876419Z',
      type: 'tool_call',
      instance: '988c5aa9',
      tool: 'pay',
      result: 'denied',
      args_hash: `sha256:${'0'.repeat(64)}`,
      rule: 'r',
      message: 'No.',
    }
    const changes = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 2 })
    const left = fc.subarray(Object.keys(usual))
    const raw = fc.constantFrom(
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      '\t',
      '\0',
      '\\',
      '\\u0041',
      '"',
      ',',
      ' ',
      '}',
      '\r',
    )
    const place = fc.record({
      offset: fc.constantFrom('0', '1', '2', '3', '4', '5', '01', '-1', '1e3', '9007199254740993', '12345'),
      length: fc.constantFrom('0', '1', '2', '3', '4', '77', '1.0'),
    })
    let plain = 0
    fc.assert(
      fc.property(changes, left, raw, fc.nat(400), place, (changed, kept, sign, at, { offset, length }) => {
        const members = [
          ...Object.entries(usual).filter(([name]) => kept.length < 5 || kept.includes(name)),
          ...changed,
        ]
        const event = `{${members.map(([name, is]) => `${JSON.stringify(name)}:${JSON.stringify(is)}`).join(',')}}`
        const whole = batchEventLine({ offset: 0, length: 0, hash: HASH }, event)
          .slice(0, -1)
          .replace('"offset":0,"length":0', `"offset":${offset},"length":${length}`)
        const line = sign === null ? whole : whole.slice(0, at) + sign + whole.slice(at)
        const read = readPlainDecision(line, 0)
        if (read === null) return
        plain += 1
        expect({ line, read }).toEqual({ line, read: slowly(line) })
      }),
      { numRuns: 5000 },
    )
    expect(plain).toBeGreaterThan(100)
  })

  it('ends with its line', () => {
    const line = batchEventLine(
      { offset: 0, length: 1, hash: HASH },
      '{"ts":"2026-11-22T14:59:13Z","type":"tool_call","instance":"a","result":"allowed"}',
    )
    expect(readPlainDecision(line, 0)).not.toBeNull()
    expect(readPlainDecision(line.trimEnd(), 0)).not.toBeNull()
    for (const more of [' ', '}', '\r\n', ',{}'])
      expect(readPlainDecision(line.trimEnd() + more, 0)).toBeNull()
    expect(readPlainDecision(line.replace('"instance"', '"\ninstance"'), 0)).toBeNull()
  })
})
