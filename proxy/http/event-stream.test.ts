import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStream, messageEvent, readEvent, withData } from './event-stream'

function eventsOf(text: string, cuts: readonly number[] = []): Buffer[] {
  const stream = new EventStream(1_000_000)
  const bytes = Buffer.from(text)
  const events: Buffer[] = []
  let start = 0
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    events.push(...stream.push(bytes.subarray(start, cut)))
    start = cut
  }
  return [...events, stream.rest()]
}

const line = fc.constantFrom(
  '',
  'data: {"a":1}',
  'data:é€😀',
  'event: x',
  ': ping',
  'id: 7',
  'retry: 10',
  '\uFEFFdata: y',
)
const text = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 30 })
  .map((lines) => lines.flat().join(''))

describe('the cutter of an event stream', () => {
  it('loses and adds no byte, however the stream is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (whole, points) => {
        const { length } = Buffer.from(whole)
        const cuts = points.map((point) => (length === 0 ? 0 : point % length))
        expect(Buffer.concat(eventsOf(whole, cuts)).toString()).toBe(whole)
      }),
    )
  })

  it('finds the same events, however the stream is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (whole, points) => {
        const { length } = Buffer.from(whole)
        const read = (cuts: number[]) =>
          eventsOf(whole, cuts)
            .map(readEvent)
            .filter((event) => event !== undefined)
        expect(read(points.map((point) => (length === 0 ? 0 : point % length)))).toEqual(read([]))
      }),
    )
  })

  it('gives an event at once when its empty line is there', () => {
    for (const end of ['\n\n', '\r\r', '\r\n\r\n', '\n\r\n'])
      expect(new EventStream(100).push(Buffer.from(`data: x${end}`)).map(String)).toEqual([`data: x${end}`])
  })

  it('gives the second half of a line end at once, because readers wait for it', () => {
    const stream = new EventStream(100)
    expect(stream.push(Buffer.from('data: x\r\n\r')).map(String)).toEqual(['data: x\r\n\r'])
    expect(stream.push(Buffer.from('\n')).map(String)).toEqual(['\n'])
  })

  it('holds no more than its limit', () => {
    const stream = new EventStream(10)
    expect(() => stream.push(Buffer.from('data: 123456'))).toThrow('longer than 10 bytes')
  })
})

describe('reading and writing an event', () => {
  it('joins lines of data, and changes nothing but them', () => {
    const bytes = Buffer.from('id: 7\r\nevent: message\r\ndata: a\r\ndata:  b\r\n\r\n')
    expect(readEvent(bytes)).toEqual({ type: 'message', data: 'a\n b', hasId: true })
    expect(withData(bytes, 'c').toString()).toBe('id: 7\nevent: message\ndata: c\n\n')
  })

  it('keeps an event one event, whatever its data holds', () => {
    const written = messageEvent('a\n\nevent: b\r\rc')
    expect(new EventStream(1000).push(written)).toHaveLength(1)
    expect(readEvent(written)?.data).toBe('a\n\nevent: b\n\nc')
  })

  it('takes a comment for nothing', () => {
    expect(readEvent(Buffer.from(': ping\n\n'))).toBeUndefined()
  })
})
