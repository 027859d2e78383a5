import { describe, expect, it } from 'vitest'
import { itemsOfLogs } from './attention-logs'

const NOW = new Date('2026-11-24T14:30:00Z')
const NONE = { processes: 0, since: null, finders: [], moreFinders: 0 }
const refused = (sender: string, files: number) => ({ owner: 'stripe-prod', sender, files, lastAt: NOW })

describe('event files of nobody, or of somebody else', () => {
  it('are no item where there are none', () => {
    expect(itemsOfLogs({ refused: [], unmatched: NONE }, NOW)).toEqual([])
  })

  it('that were refused are one item, which leads to the one sender or to all of them in the trail', () => {
    const [one] = itemsOfLogs({ refused: [refused('stripe-test', 1)], unmatched: NONE }, NOW)
    expect(one).toMatchObject({ title: '1 event file refused', href: '/fleet/stripe-test' })
    expect(one?.detail).toBe('The connector of stripe-test sent what stripe-prod wrote, as its own.')
    const many = ['a', 'b', 'c', 'd', 'e'].map((sender) => refused(sender, 2))
    expect(itemsOfLogs({ refused: many, unmatched: NONE }, NOW)).toMatchObject([
      {
        title: '10 event files refused',
        detail: 'Connectors of a, b, c and 2 more sent what other proxies wrote, as their own.',
        href: '/audit?action=proxy.events-refused',
      },
    ])
  })

  it('of processes that fit no proxy are one item, which leads to a proxy beside them', () => {
    const unmatched = { processes: 2, since: NOW, finders: ['stripe-prod', 'stripe-test'], moreFinders: 1 }
    expect(itemsOfLogs({ refused: [], unmatched }, NOW)).toMatchObject([
      {
        title: '2 processes fit no proxy',
        detail: 'Found beside stripe-prod, stripe-test and 1 more. Calls of them are kept without a proxy.',
        href: '/fleet/stripe-prod',
      },
    ])
  })
})
