import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { PeopleTable } from '@/components/settings/people-table'
import type { OwnedPolicies } from '@/lib/repository/owned-policies'
import { toPersonRow } from './person-row'

const now = new Date('2026-11-24T14:00:00Z')
const owns = { through: ['@northwind/data'], policies: 3 }

/** The cells of one person from "Look" to "Settings", without their markup. */
function said(role: string | null, owned: OwnedPolicies | null = owns): string[] {
  const known = { id: '1', login: 'dmitri', name: 'Dmitri', firstSignedInAt: now, sessions: 1 }
  const person = toPersonRow({ ...known, role, roleCheckedAt: null }, owned)
  const html = renderToStaticMarkup(createElement(PeopleTable, { people: [person], now }))
  const cells = [...html.matchAll(/<td data-l="(?:Look|Draft|Approve|Settings)".*?<\/td>/g)]
  return cells.map(([cell]) => (cell.includes('aria-label="yes"') ? 'yes' : cell.replaceAll(/<[^>]+>/g, '')))
}

describe('what somebody may do', () => {
  it('is not known where GitHub was not asked lately: no "no" that nobody said', () => {
    expect(said(null)).toEqual(['not known', 'not known', 'not known', 'not known'])
  })

  it('follows from the role that GitHub said', () => {
    expect(said('write')).toEqual(['yes', 'yes', '3 policies, on GitHub', 'no'])
    expect(said('read')).toEqual(['yes', 'no', 'no', 'no'])
    expect(said('none')).toEqual(['no', 'no', 'no', 'no'])
  })

  it('is to approve nothing for whoever may not draft or owns nothing, whatever else is not known', () => {
    expect(said('read', null)).toEqual(['yes', 'no', 'no', 'no'])
    expect(said(null, { through: [], policies: 0 })[2]).toBe('no')
    expect(said('write', null)[2]).toBe('not known')
  })
})
