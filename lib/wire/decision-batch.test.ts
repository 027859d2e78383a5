import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventLineSchema, MAX_BATCH_EVENTS, MAX_EVENT_BYTES } from './decision-batch'
import { readDecisionBatch, type DecisionBatch } from './decision-batch-read'
import { batchEventLine, batchLine } from './decision-batch-write'
import { keepEvents, type KeptEvents } from './testing/keep-events'

const FILE = {
  kind: 'file',
  fileId: '0192f0c1-0000-7000-8000-000000000001',
  firstLine: 'a'.repeat(64),
  instance: '988c5aa9',
  matched: true,
  from: 0,
  to: 10_000_000,
} as const
const EVENTS = new URL('./fixtures/events/', import.meta.url)

function read(body: string): DecisionBatch<KeptEvents> {
  const result = readDecisionBatch(body, keepEvents)
  if (result.kind !== 'batch') throw new Error(result.kind)
  return result.batch
}

function event(offset: number, json: string | null = '{"type":"tool_call"}', length = 10): string {
  return batchEventLine({ offset, length, hash: 'b'.repeat(32) }, json)
}

describe('the batch reader', () => {
  it('reads every line of real event files with its offset, and its bytes hash to the hash', () => {
    for (const name of readdirSync(EVENTS)) {
      const lines = readFileSync(new URL(name, EVENTS), 'utf8').split('\n').slice(0, -1)
      let offset = 0
      const body = lines.map((line) => {
        const length = Buffer.byteLength(line) + 1
        const hash = createHash('sha256').update(line).digest('hex').slice(0, 32)
        const sent = batchEventLine({ offset, length, hash }, line)
        offset += length
        return sent
      })
      const [file] = read(batchLine({ ...FILE, to: offset }) + body.join('')).parts
      expect(file?.rejected).toEqual([])
      expect(file?.events.map(({ event }) => event)).toEqual(lines.map((line): unknown => JSON.parse(line)))
    }
  })

  it('gives each event the policy of the segment it stands in, and none before the first', () => {
    const segment = batchLine({ kind: 'segment', sha256: 'c'.repeat(64), blob: 'd'.repeat(40), evidence: 3 })
    const none = batchLine({ kind: 'segment', sha256: null, blob: null, evidence: 0 })
    const { parts } = read(
      batchLine({ ...FILE, to: 50 }) +
        event(0) +
        segment +
        event(10) +
        none +
        event(20) +
        batchLine({ ...FILE, from: 50 }) +
        event(60),
    )
    expect(parts.map((file) => file.events.map(({ sha256, evidence }) => [sha256?.[0], evidence]))).toEqual([
      [
        [undefined, 0],
        ['c', 3],
        [undefined, 0],
      ],
      [[undefined, 0]],
    ])
  })

  it('rejects one bad line and takes its neighbours', () => {
    const body = [event(0), '{"kind":"event","offset":10\n', event(20), 'null\n', event(30, null), event(40)]
    const { parts, rejected } = read(batchLine(FILE) + body.join(''))
    expect(parts[0]?.events.map(({ offset }) => offset)).toEqual([0, 20, 40])
    expect(parts[0]?.rejected).toEqual([{ offset: 30, length: 10, line: 6, code: 'bad-json' }])
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [3, 'bad-line'],
      [5, 'bad-line'],
    ])
  })

  it('says the offset of a line that has one, even when the rest is wrong', () => {
    const { rejected } = read(`${batchLine(FILE)}{"kind":"event","offset":7,"length":"x"}\n`)
    expect(rejected).toEqual([{ fileId: FILE.fileId, offset: 7, line: 2, code: 'bad-line' }])
  })

  it('attributes nothing after a damaged file line until the next good one', () => {
    const first = batchLine({ ...FILE, to: 10 })
    const second = batchLine({ ...FILE, from: 20 })
    const body = `${first}${event(0)}{"kind":"file"}\n${event(10)}${second}${event(20)}`
    const { parts, rejected } = read(body)
    expect(parts.map((file) => file.events.map(({ offset }) => offset))).toEqual([[0], [20]])
    expect(rejected.map(({ code }) => code)).toEqual(['bad-line', 'no-file'])
  })

  it.each(['\0', '\ud800'])('rejects a file of a process whose name no database keeps: %j', (instance) => {
    const { parts, rejected } = read(batchLine({ ...FILE, instance }) + event(0))
    expect(parts).toEqual([])
    expect(rejected.map(({ code }) => code)).toEqual(['bad-line', 'no-file'])
  })

  it('rejects offsets that run backwards, overlap or leave the announced range', () => {
    const part = batchLine({ ...FILE, from: 100, to: 200 })
    const body = part + event(90) + event(100) + event(105) + event(110) + event(195)
    const { parts, rejected } = read(body)
    expect(parts[0]?.events.map(({ offset }) => offset)).toEqual([100, 110])
    expect(rejected.map(({ offset, code }) => [offset, code])).toEqual([
      [90, 'bad-offset'],
      [105, 'bad-offset'],
      [195, 'bad-offset'],
    ])
  })

  it('rejects a part of a file that goes back behind an earlier part of the batch', () => {
    const { parts, rejected } = read(
      batchLine({ ...FILE, to: 50 }) + batchLine({ ...FILE, from: 40 }) + event(40),
    )
    expect(parts).toHaveLength(1)
    expect(rejected.map(({ code }) => code)).toEqual(['bad-offset', 'no-file'])
  })

  it('keeps gaps with their span, and rejects one that overlaps an event', () => {
    const span = { fromTime: '2026-11-26T10:00:00Z', toTime: null, events: null, reason: 'pruned' } as const
    const gap = (from: number, to: number) => batchLine({ kind: 'gap', from, to, ...span })
    const { parts, rejected } = read(batchLine(FILE) + gap(0, 50) + event(50) + gap(55, 70))
    expect(parts[0]?.gaps).toEqual([{ kind: 'gap', from: 0, to: 50, ...span }])
    expect(rejected.map(({ code }) => code)).toEqual(['bad-offset'])
  })

  it('keeps events that have no line at the place where they are missing, and no bytes of that kind', () => {
    const missing = { fromTime: null, toTime: null, events: 3, reason: 'unwritten' } as const
    const gap = (from: number, to: number) => batchLine({ kind: 'gap', from, to, ...missing })
    const { parts, rejected } = read(batchLine(FILE) + gap(0, 0) + event(0) + gap(50, 60))
    expect(parts[0]?.gaps).toEqual([{ kind: 'gap', from: 0, to: 0, ...missing }])
    expect(rejected.map(({ code }) => code)).toEqual(['bad-offset'])
  })

  it('rejects an event line that is too long, by its stated or by its real length', () => {
    const long = JSON.stringify({ type: 'tool_call', message: 'x'.repeat(2 * MAX_EVENT_BYTES) })
    const { parts } = read(batchLine(FILE) + event(0, '{}', MAX_EVENT_BYTES + 1) + event(300_000, long))
    expect(parts[0]?.rejected.map(({ code }) => code)).toEqual(['too-long', 'too-long'])
  })

  it('takes exactly the event lines that the schema takes', () => {
    const member = (good: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: fc.jsonValue() })
    const line = fc.record(
      {
        kind: fc.constant('event'),
        offset: member(fc.integer({ min: -1, max: 9 })),
        length: member(fc.constantFrom(-1, 0, 1, 1.5, 10, 2 ** 53)),
        hash: member(fc.constantFrom('b'.repeat(32), 'B'.repeat(32), 'b'.repeat(33))),
        event: member(fc.constantFrom(null, {}, [], { type: 'tool_call' }, 'text')),
        further: fc.jsonValue(),
      },
      { requiredKeys: ['kind'] },
    )
    fc.assert(
      fc.property(line, (sent) => {
        const json = JSON.stringify(sent)
        const known = eventLineSchema.safeParse(JSON.parse(json))
        const taken = known.success && known.data.event !== null ? [JSON.stringify(sent.event)] : []
        const { parts, rejected } = read(`${batchLine(FILE)}${json}\n`)
        expect(rejected.map(({ code }) => code)).toEqual(known.success ? [] : ['bad-line'])
        expect(parts[0]?.events.map(({ event }) => JSON.stringify(event))).toEqual(taken)
      }),
    )
  })

  it('takes a batch of the greatest size and refuses one event more', () => {
    const events = (count: number) => Array.from({ length: count }, (_, index) => event(index * 10)).join('')
    expect(read(batchLine(FILE) + events(MAX_BATCH_EVENTS)).parts[0]?.events).toHaveLength(MAX_BATCH_EVENTS)
    expect(readDecisionBatch(batchLine(FILE) + events(MAX_BATCH_EVENTS + 1), keepEvents).kind).toBe(
      'too-many-events',
    )
  })

  it('never throws and never answers twice differently, whatever the bytes are', () => {
    const good = (batchLine(FILE) + event(0) + event(10) + event(20)).split('')
    const damage = fc.array(
      fc.tuple(fc.nat(good.length), fc.constantFrom('', '\n', '\0', '{', '}', '"', '[', '\\ud800', '9e999')),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(damage, (places) => {
        const body = places.reduce((text, [at, by]) => text.toSpliced(at, 1, by), good).join('')
        const seen = () => JSON.stringify(readDecisionBatch(body, keepEvents))
        expect(seen()).toEqual(seen())
      }),
    )
  })
})
