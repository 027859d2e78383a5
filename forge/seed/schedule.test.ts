import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentBefore } from './clock'
import { edited } from './edits'
import { schedulePull } from './schedule'
import { merged, open } from './step'

const NOW = new Date('2026-11-24T14:31:00Z')
const change = [edited('a.txt').change('a', 'b')]
const counts = fc.record({
  commits: fc.integer({ min: 1, max: 4 }),
  reviews: fc.integer({ min: 0, max: 5 }),
  remarks: fc.integer({ min: 0, max: 3 }),
})

function inOrder(dates: readonly Date[]): boolean {
  return dates.every((date, at) => at === 0 || (dates[at - 1] ?? date) <= date)
}

describe('schedulePull', () => {
  it('starts after the files were last changed, and ends when the timeline says', () => {
    const days = fc.double({ min: 3, max: 360, noNaN: true })
    const gap = fc.double({ min: 0.2, max: 30, noNaN: true })
    fc.assert(
      fc.property(days, gap, counts, fc.string(), (age, sinceLast, parts, title) => {
        const step = merged(age, 'mara', `Change ${title}`, change)
        const free = step.days + sinceLast
        const times = schedulePull(NOW, step, parts, free)
        const [first = times.opened] = times.commits
        expect(first.getTime()).toBeGreaterThanOrEqual(momentBefore(NOW, free).getTime())
        expect(times.ended).toEqual(momentBefore(NOW, step.days))
        expect(inOrder([first, times.opened, ...times.reviews, ...times.remarks, times.ended])).toBe(true)
        expect(inOrder(times.commits)).toBe(true)
      }),
    )
  })

  it('asks for reviews only when the last commit is there', () => {
    fc.assert(
      fc.property(counts, fc.string(), (parts, title) => {
        const times = schedulePull(NOW, merged(100, 'mara', `Change ${title}`, change), parts, 365)
        expect(inOrder([...times.commits, ...times.reviews])).toBe(true)
        expect(times.commits).toHaveLength(parts.commits)
        expect(times.reviews).toHaveLength(parts.reviews)
      }),
    )
  })

  it('opens an open pull request exactly when the timeline says', () => {
    const step = open(2 / 24, 'mara', 'Change', change)
    const times = schedulePull(NOW, step, { commits: 2, reviews: 0, remarks: 1 }, 365)
    expect(times.opened).toEqual(new Date('2026-11-24T12:31:00Z'))
    expect(inOrder([...times.commits, times.opened, ...times.remarks, NOW])).toBe(true)
  })
})
