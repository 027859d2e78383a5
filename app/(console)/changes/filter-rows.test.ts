import { describe, expect, it } from 'vitest'
import type { ChangeRow } from '@/components/change/change-table'
import { facetsOf } from './change-facets'
import { filterRows, readChangeSearch } from './filter-rows'

const PLAIN: ChangeRow = {
  key: '#1',
  kind: 'merged',
  title: 'Cap refunds',
  number: 1,
  commit: 'a'.repeat(40),
  by: 'mara',
  at: new Date(0),
  paths: ['payments/stripe.yaml'],
  approvals: 1,
  asked: [],
  asks: null,
  checks: { passed: 0, failed: [], total: 0 },
  conflicts: false,
  effect: { verdict: 'tightens', loosens: 0, tightens: 2, undecided: 0, uncompared: 0 },
  isEmergency: false,
  ours: true,
  running: null,
}
const LOOSE = {
  ...PLAIN,
  key: '#2',
  number: 2,
  title: 'Open macros',
  by: 'yuki',
  paths: [
    'support/zendesk.yaml',
    'support/zendesk.test.yaml',
    'CODEOWNERS',
    '.lockstep.yaml',
    '.github/ci.yml',
  ],
  effect: {
    ...PLAIN.effect,
    verdict: 'loosens' as const,
    loosens: 1,
    tightens: 0,
    undecided: 0,
    uncompared: 0,
  },
  ours: false,
  asks: 'team' as const,
}
const URGENT = { ...PLAIN, key: '#3', number: 3, title: 'Deny it', isEmergency: true, by: 'priya' }
const PUSHED = {
  ...PLAIN,
  key: 'c',
  number: null,
  kind: 'push' as const,
  title: 'Fix typo',
  ours: false,
  paths: null,
  effect: null,
}
const ALL: readonly ChangeRow[] = [PLAIN, LOOSE, URGENT, PUSHED]

const ownersOf = ({ paths }: ChangeRow) =>
  (paths ?? []).map((path) => (path.startsWith('payments/') ? '@northwind/payments' : '@northwind/support'))
const found = (search: Record<string, string>) =>
  filterRows(ALL, readChangeSearch(search).filter, ownersOf).map(({ title }) => title)

describe('the list of changes', () => {
  it('is whole without a filter, and with one that means nothing', () => {
    expect(found({})).toHaveLength(4)
    expect(found({ effect: 'x', via: 'x', emergency: 'x', needs: 'x', other: '1' })).toHaveLength(4)
  })

  it.each([
    [{ q: 'MACROS' }, ['Open macros']],
    [{ q: '#3' }, ['Deny it']],
    [{ effect: 'loosens' }, ['Open macros']],
    [{ effect: 'tightens' }, ['Cap refunds', 'Deny it']],
    [{ by: 'priya' }, ['Deny it']],
    [{ team: '@northwind/support' }, ['Open macros']],
    [{ policy: 'payments/stripe.yaml' }, ['Cap refunds', 'Deny it']],
    [{ emergency: '1' }, ['Deny it']],
    [{ needs: 'me' }, ['Open macros']],
    [{ via: 'github' }, ['Open macros']],
    [{ via: 'push' }, ['Fix typo']],
    [{ by: 'mara', effect: 'tightens' }, ['Cap refunds']],
    [{ by: 'nobody' }, []],
  ])('is narrowed by %j', (search, titles) => {
    expect(found(search)).toEqual(titles)
  })

  it('offers what there is, with how many, the most frequent first', () => {
    expect(facetsOf(ALL, ownersOf)).toEqual({
      teams: [
        { value: '@northwind/payments', count: 2 },
        { value: '@northwind/support', count: 1 },
      ],
      people: [
        { value: 'mara', count: 2 },
        { value: 'priya', count: 1 },
        { value: 'yuki', count: 1 },
      ],
      policies: [
        { value: 'payments/stripe.yaml', count: 2 },
        { value: 'support/zendesk.yaml', count: 1 },
      ],
      loosens: 1,
      tightens: 2,
      emergency: 1,
      needsMe: 1,
      github: 1,
      push: 1,
    })
  })

  it('keeps in its address what narrows it, and nothing else', () => {
    expect(readChangeSearch({ state: 'open', by: 'mara', emergency: '1', x: '1' }).query).toEqual({
      state: 'open',
      by: 'mara',
      emergency: '1',
    })
  })
})
