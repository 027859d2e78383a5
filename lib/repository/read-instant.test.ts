import { expect, it } from 'vitest'
import { readInstant } from './read-instant'

const read = (text: string) => readInstant(text)?.toISOString() ?? null

it('reads an instant in UTC unless it says another zone', () => {
  expect(read('2026-11-24T14:03:00Z')).toBe('2026-11-24T14:03:00.000Z')
  expect(read('2026-11-24 14:03')).toBe('2026-11-24T14:03:00.000Z')
  expect(read('2026-11-24T15:03:00.250+01:00')).toBe('2026-11-24T14:03:00.250Z')
})

it('reads a day as its beginning in UTC', () => {
  expect(read('2026-03-03')).toBe('2026-03-03T00:00:00.000Z')
})

it('takes nothing else for an instant, also no day that the calendar does not have', () => {
  const none = [
    '',
    'yesterday',
    '2026-13-40T00:00:00Z',
    '2026-02-30',
    '2026-11-24T25:00Z',
    '2026-11-24Z',
    '8c41f0e',
  ]
  expect(none.filter((text) => read(text) !== null)).toEqual([])
})
