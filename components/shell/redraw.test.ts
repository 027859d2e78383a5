import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { livePage } from './live-topics'
import { Redraw } from './redraw'

let drawn: number
let isSeen: boolean
let counts: boolean
let page: Redraw

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  drawn = 0
  isSeen = true
  counts = true
  page = new Redraw({
    refresh: () => drawn++,
    whenStill: (act) => act(),
    isSeen: () => isSeen,
    counts: () => counts,
  })
})

afterEach(() => {
  page.end()
  vi.useRealTimers()
})

const at = (address: string) => livePage(new URL(address, 'https://lockstep.example'))

it.each(['/', '/policies', '/policies/payments/stripe.yaml', '/fleet/everything-prod'])(
  '%s is rendered again when decisions come, and not at each of them',
  (path) => {
    expect(at(path).counted).toEqual(['decisions'])
    expect(at(path).topics).not.toContain('decisions')
  },
)

it('the log itself and pages that count no decisions are not rendered for them', () => {
  const past = [
    '/policies/a.yaml?at=2026-11-26T10:00:00Z',
    '/policies?compare=a...b',
    '/fleet/a?tab=x&at=main',
  ]
  for (const path of ['/decisions', '/changes', '/fleet', '/settings/people', ...past])
    expect({ path, counted: at(path).counted }).toEqual({ path, counted: [] })
})

it('what is counted renders the page every ten seconds, however often it moves, and what is rare at once', () => {
  for (let ms = 0; ms < 25_000; ms += 500) {
    page.soon()
    vi.advanceTimersByTime(500)
  }
  expect(drawn).toBe(2)
  vi.advanceTimersByTime(10_000)
  expect(drawn).toBe(3)
  page.now()
  expect(drawn).toBe(4)
  vi.advanceTimersByTime(60_000)
  expect(drawn).toBe(4)
})

it('what was counted on a page renders no other one that is open by then', () => {
  page.soon()
  counts = false
  vi.advanceTimersByTime(60_000)
  expect(drawn).toBe(0)
})

it('what is counted renders a page that nobody sees once it is seen', () => {
  isSeen = false
  page.soon()
  vi.advanceTimersByTime(60_000)
  expect(drawn).toBe(0)
  isSeen = true
  vi.advanceTimersByTime(10_000)
  expect(drawn).toBe(1)
})
