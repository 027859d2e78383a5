import { expect, it } from 'vitest'
import { asksViewer } from './asks-viewer'

const open = {
  state: 'open' as const,
  draft: false,
  draftedBy: 'Cleo',
  review: { requestedPeople: ['Ben'], requestedTeams: ['acme/payments'] },
}
const inPayments = (team: string) => team === 'acme/payments'

it('asks who is named, in whatever case, before it asks their team', () => {
  expect(asksViewer(open, 'ben', inPayments)).toBe('person')
  expect(asksViewer(open, 'ben', null)).toBe('person')
})

it('asks who is in a team that is asked, and nobody while it is not known who is', () => {
  expect(asksViewer(open, 'ana', inPayments)).toBe('team')
  expect(asksViewer(open, 'ana', () => false)).toBeNull()
  expect(asksViewer(open, 'ana', null)).toBeNull()
})

it('asks nobody for their own change, for which others of their team must speak', () => {
  expect(asksViewer(open, 'cleo', inPayments)).toBeNull()
})

it('asks nobody while it is a draft, nor once it is over', () => {
  expect(asksViewer({ ...open, draft: true }, 'ben', inPayments)).toBeNull()
  expect(asksViewer({ ...open, state: 'merged' }, 'ben', inPayments)).toBeNull()
})
