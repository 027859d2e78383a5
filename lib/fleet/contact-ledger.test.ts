import { expect, it } from 'vitest'
import { ContactLedger } from './contact-ledger'

const MINUTE = 60_000
const NOW = new Date('2026-11-28T12:00:00Z')
const before = (ms: number) => new Date(NOW.getTime() - ms)

it('writes the contact of one that was silent for so long that others decide by it at once, and of all others every ten seconds', () => {
  const ledger = new ContactLedger()
  expect(ledger.takeTurn(before(MINUTE), NOW)).toBe(true)
  expect(ledger.takeTurn(before(3 * MINUTE), NOW)).toBe(false)
  expect(ledger.takeTurn(before(5 * MINUTE), NOW)).toBe(true)
  expect(ledger.takeTurn(null, NOW)).toBe(true)
  expect(ledger.takeTurn(before(MINUTE), before(-9_000))).toBe(false)
  expect(ledger.takeTurn(before(MINUTE), before(-11_000))).toBe(true)
})
