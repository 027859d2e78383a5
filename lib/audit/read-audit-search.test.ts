import { describe, expect, it } from 'vitest'
import { readAuditSearch } from './read-audit-search'

describe('an address of the trail', () => {
  it('is understood key by key, a day with all its hours', () => {
    const { query, filter } = readAuditSearch({
      who: '@mara',
      action: 'key',
      from: '2026-11-24',
      to: '2026-11-24',
    })
    expect(query).toMatchObject({ who: 'mara', action: 'key', from: '2026-11-24', to: '2026-11-24' })
    expect([filter.from, filter.to]).toEqual([
      new Date('2026-11-24T00:00:00Z'),
      new Date('2026-11-25T00:00:00Z'),
    ])
  })

  it('keeps instants as they are', () => {
    const { filter } = readAuditSearch({ to: '2026-11-24T14:03:00Z' })
    expect(filter.to).toEqual(new Date('2026-11-24T14:03:00Z'))
  })

  it.each([
    ['a time that is none', { from: 'yesterday', to: '2026-99-99' }],
    ['an id that is none', { before: "'; DROP TABLE audit_event" }],
    ['what is empty', { who: ' ', action: '', q: '\0' }],
    ['keys of others', { page: '3' }],
  ])('leaves out %s', (_, raw) => {
    const { query } = readAuditSearch(raw)
    expect(Object.values(query).filter((value) => value !== undefined)).toEqual([])
  })

  it('takes the first of a repeated key, without what PostgreSQL cannot hold', () => {
    expect(readAuditSearch({ who: ['ma\0ra', 'ben'] }).filter.who).toBe('mara')
  })
})
