import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { instanceReport } from '@/lib/wire/report'
import { readEvent } from './event-line'
import { InstanceTracker } from './instance-tracker'
import { reportInstance } from './report-instance'

const START = {
  ts: '2026-11-26T10:00:00Z',
  type: 'startup',
  instance: '988c5aa9',
  pid: 4711,
  config: '/p.yaml',
}

/** What is reported about a process that starts with this event. */
function reported(start: object) {
  const event = readEvent(JSON.stringify(start))
  if (event === null) throw new Error('no event')
  const tracker = new InstanceTracker(randomUUID(), event.instance || 'unknown', () => null)
  tracker.readStart(event)
  return reportInstance(tracker)
}

describe('what is reported of a process', () => {
  it('is what its start event says', () => {
    expect(instanceReport.parse(reported(START))).toMatchObject({
      nativeId: '988c5aa9',
      pid: 4711,
      config: '/p.yaml',
    })
  })

  it.each([
    ['a process number beyond any system’s', { pid: 2 ** 40 }],
    ['half of a character', { config: 'a\uD83D', server: '\uDE00' }],
    [
      'a character on the cut',
      { instance: `${'a'.repeat(63)}\u{1F600}`, config: `${'a'.repeat(4095)}\u{1F600}` },
    ],
    ['NUL', { instance: 'a\0', config: '\0' }],
  ])('is taken by the server, though the event holds %s', (_, more) => {
    expect(instanceReport.safeParse(reported({ ...START, ...more })).success).toBe(true)
  })

  it('is refused by the server with such values themselves', () => {
    for (const more of [{ pid: 2 ** 31 }, { config: 'a\uD83D' }, { server: 'a\0' }])
      expect(instanceReport.safeParse({ ...reported(START), ...more }).success).toBe(false)
  })
})
