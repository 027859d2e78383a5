import { expect, it } from 'vitest'
import { readInstant } from './search-params'

const NOW = new Date('2026-11-24T14:30:00Z')
const read = (at: string | string[] | undefined) => readInstant({ at }, NOW)?.toISOString() ?? null

it('reads an instant in UTC unless it says another zone', () => {
  expect(read('2026-11-24T14:03:00Z')).toBe('2026-11-24T14:03:00.000Z')
  expect(read('2026-11-24 14:03')).toBe('2026-11-24T14:03:00.000Z')
  expect(read('2026-11-24T15:03:00.250+01:00')).toBe('2026-11-24T14:03:00.250Z')
  expect(read(['2026-11-24T14:03:00Z', 'x'])).toBe('2026-11-24T14:03:00.000Z')
})

it('takes nothing else for one, and no time that is still to come', () => {
  for (const text of [undefined, '', 'yesterday', '2026-13-40T00:00:00Z', '2026-11-24', '8c41f0e'])
    expect(read(text)).toBeNull()
  expect(read('2026-11-24T14:30:01Z')).toBeNull()
})
