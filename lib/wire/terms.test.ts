import { describe, expect, it } from 'vitest'
import { instant } from './terms'

describe('an instant', () => {
  it.each([
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '2026-11-28T09:56:32.123456789+05:30',
    '0000-12-31T23:00:00-02:00',
  ])('is taken where the database has one: %s', (text) => {
    expect(instant.safeParse(text).success).toBe(true)
  })

  it.each([
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['the year 0 elsewhere', '0001-01-01T00:00:00+14:00'],
    ['the year 10000', '9999-12-31T23:59:59-00:01'],
    ['a day that does not exist', '2026-13-01T00:00:00Z'],
    ['a zone that PostgreSQL does not know', '2026-11-28T09:56:32+16:00'],
    ['no zone', '2026-11-28T09:56:32'],
  ])('is refused where it has none: %s', (_, text) => {
    expect(instant.safeParse(text).success).toBe(false)
  })
})
