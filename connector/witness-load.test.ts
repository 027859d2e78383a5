import { describe, expect, it } from 'vitest'
import { isWitnessed, type LoadWitness } from './witness-load'

/** A moment of a host whose clock of the day was set forward by so much. */
const at = (ms: number, aheadMs = 0) => ({ steady: 1_000 + ms, wall: 1_764_000_000_000 + ms + aheadMs })
/** The file was there at 0. */
const SINCE = at(0)
const load = (
  absentMs: number,
  toldMs: number,
  seenMs: number,
  more: Partial<LoadWitness> = {},
): LoadWitness => ({
  absentAt: at(absentMs),
  seenAt: at(seenMs),
  toldAt: at(toldMs).wall,
  readingMs: 0,
  ...more,
})

describe('a load', () => {
  it.each<[string, LoadWitness]>([
    ['its event was not there yet when the file was there for long', load(60, 2_000, 3_000)],
    ['its time is long enough after the file came, between two close looks', load(5, 101, 110)],
    ['it was read for a moment that began after the file came', load(900, 1_000, 2_000, { readingMs: 800 })],
    [
      'the clock was set before the event was looked for',
      load(60, 100, 110, {
        absentAt: at(60, 7_000),
        toldAt: at(100, 7_000).wall,
        seenAt: at(110, 7_000),
      }),
    ],
  ])('is witnessed when %s', (_, seen) => {
    expect(isWitnessed(seen, SINCE)).toBe(true)
  })

  it.each<[string, LoadWitness]>([
    ['its event stood there at the first look', load(0, 100, 110, { absentAt: null })],
    ['the file came after it', load(-20, -10, 5)],
    ['the file may have come between reading it and telling it', load(5, 40, 45)],
    ['its time lies before the looks, as that of a line of before that was moved', load(60, -500, 110)],
    ['its time lies behind the looks, by a clock that was set meanwhile', load(5, 7_060, 110)],
    ['its time may be any between looks far apart', load(5, 101, 3_000)],
    ['the clock was set between the looks', load(60, 100, 110, { seenAt: at(110, 7_000) })],
    [
      'it was read for a moment that began before the file came',
      load(900, 1_000, 2_000, { readingMs: 1_050 }),
    ],
  ])('is not when %s', (_, seen) => {
    expect(isWitnessed(seen, SINCE)).toBe(false)
  })
})
