import { describe, expect, it } from 'vitest'
import {
  decisionsHref,
  filterOf,
  hrefOfRow,
  permanentHref,
  readDecisionSearch,
  toggleHref,
} from './search-params'

const NOW = new Date('2026-11-24T15:00:00Z')

describe('the address of the decisions page', () => {
  it('says the same thing after a trip through the page', () => {
    const raw = {
      hours: '168',
      result: 'denied',
      tool: 'create_refund',
      policy: 'payments/stripe.yaml',
      q: 'a b',
      table: '1',
    }
    const href = decisionsHref(readDecisionSearch(raw), {})
    expect(Object.fromEntries(new URL(href, 'http://x').searchParams)).toEqual(raw)
  })

  it('repeats a key for each of its values, and takes one away without the others', () => {
    const raw = { result: ['denied', 'would-deny'], tool: ['b', 'a', 'b'], proxy: 'x' }
    const search = readDecisionSearch(raw)
    expect(decisionsHref(search, {})).toBe('/decisions?result=would-deny&result=denied&proxy=x&tool=b&tool=a')
    expect(toggleHref(search, 'tool', 'b')).toBe('/decisions?result=would-deny&result=denied&proxy=x&tool=a')
    expect(toggleHref(search, 'proxy', 'y')).toContain('proxy=x&proxy=y')
    expect(toggleHref(search, 'proxy', 'x')).not.toContain('proxy')
  })

  it('takes no more values of a key than a person would choose', () => {
    const tool = Array.from({ length: 500 }, (_, index) => `tool ${index}`)
    expect(readDecisionSearch({ tool }).tool).toHaveLength(50)
  })

  it('of an open row keeps what the list begins with, also where it follows the newest, unless it stands still', () => {
    const rows = [{ id: '3-1-0' }, { id: '2-1-0' }]
    const href = (raw: Record<string, string>, d?: string) => hrefOfRow(readDecisionSearch(raw), rows, d)
    expect(href({}, '2-1-0')).toBe('/decisions?top=3-1-0&d=2-1-0')
    expect(href({ top: '3-1-0', d: '2-1-0' })).toBe('/decisions')
    expect(href({ live: '1' }, '2-1-0')).toBe('/decisions?top=3-1-0&d=2-1-0&live=1')
    expect(href({ live: '1', top: '3-1-0', d: '2-1-0' })).toBe('/decisions?live=1')
    expect(href({ cursor: '4-1-0' }, '2-1-0')).toBe('/decisions?cursor=4-1-0&d=2-1-0')
    expect(decisionsHref(readDecisionSearch({ top: '3-1-0', d: '2-1-0' }), {})).toBe('/decisions')
  })

  it('looks back a day when it says nothing', () => {
    const filter = filterOf(readDecisionSearch({}), 'policies', NOW)
    expect(filter.from).toEqual(new Date('2026-11-23T15:00:00Z'))
    expect(decisionsHref(readDecisionSearch({}), {})).toBe('/decisions')
  })

  it('holds a fixed range, so that a link shows the same tomorrow', () => {
    const search = readDecisionSearch({
      from: '2026-03-03T14:00:00Z',
      to: '2026-03-03T14:03:00Z',
      hours: '1',
    })
    expect(filterOf(search, 'policies', NOW)).toMatchObject({
      from: new Date('2026-03-03T14:00:00Z'),
      to: new Date('2026-03-03T14:03:00Z'),
    })
    expect(decisionsHref(search, {})).toBe(
      '/decisions?from=2026-03-03T14%3A00%3A00.000Z&to=2026-03-03T14%3A03%3A00.000Z',
    )
  })

  it.each([
    [{ from: '2026-03-03T14:00', to: '2026-03-03T14:03' }],
    [{ from: '2026-03-03 14:00:00', to: '2026-03-03T15:03+01:00' }],
    [{ from: '2026-03-03T14:00Z', to: '14:03Z' }],
  ])('reads times without a zone as UTC, wherever the server stands: %j', (raw) => {
    expect(filterOf(readDecisionSearch(raw), 'policies', NOW)).toMatchObject({
      from: new Date('2026-03-03T14:00:00Z'),
      to: new Date('2026-03-03T14:03:00Z'),
    })
  })

  it.each([
    [{ from: '2026-02-30T14:00Z', to: '2026-03-03T14:03Z' }],
    [{ from: 'x', to: '2026-03-03T14:03:00Z' }],
    [{ from: '2026-03-03T14:03:00Z' }],
    [{ from: '2026-03-03T14:03:00Z', to: '2026-03-03T14:00:00Z' }],
    [{ from: '0001-01-01T00:00:00Z', to: '2026-03-03T14:00:00Z' }],
    [{ hours: '9999' }],
    [{ result: 'maybe' }],
  ])('ignores what cannot be: %j', (raw) => {
    expect(decisionsHref(readDecisionSearch(raw), {})).toBe('/decisions')
  })

  it('that is copied for a row shows the time that is looked at now, not that of whoever opens it', () => {
    const search = readDecisionSearch({ result: 'denied', live: '1', top: '2-1-0' })
    const filter = filterOf(search, 'policies', new Date('2026-11-24T15:00:30Z'))
    expect(permanentHref(search, filter, '1-1-0')).toBe(
      '/decisions?from=2026-11-23T15%3A00%3A00.000Z&to=2026-11-24T15%3A02%3A00.000Z&result=denied&d=1-1-0',
    )
  })

  it('that is copied for a row keeps a chosen range as it is', () => {
    const search = readDecisionSearch({ from: '2026-11-24T14:52:01Z', to: '2026-11-24T14:52:29Z' })
    const filter = filterOf(search, 'policies', new Date('2026-11-24T15:00:30Z'))
    expect(permanentHref(search, filter, '1-1-0')).toBe(
      '/decisions?from=2026-11-24T14%3A52%3A01.000Z&to=2026-11-24T14%3A52%3A29.000Z&d=1-1-0',
    )
  })

  it('leaves the place in the log when a filter changes', () => {
    const search = readDecisionSearch({ cursor: '1-1-1', d: '1-1-1' })
    expect(decisionsHref(search, { result: ['denied'] })).toBe('/decisions?result=denied')
  })
})
