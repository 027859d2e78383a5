import { describe, expect, it } from 'vitest'
import { parseCodeowners } from '@/lib/repository/codeowners'
import { findOwnerMoves } from './owner-moves'

const OWNERS = parseCodeowners(`
/policies/payments/ @acme/payments @acme/security
/policies/data/     @acme/Security @acme/data
/policies/pay/      @ACME/security @acme/payments
/policies/open/
`)

const move = (from: string, to: string) => ({ from: `policies/${from}`, to: `policies/${to}` })

describe('a move across owners', () => {
  it('names the owners of both places, and those who own both in whatever case', () => {
    expect(findOwnerMoves(OWNERS, [move('payments/a.yaml', 'data/a.yaml')], [])).toEqual([
      {
        what: 'file',
        from: { path: 'policies/payments/a.yaml', owners: ['@acme/payments', '@acme/security'] },
        to: { path: 'policies/data/a.yaml', owners: ['@acme/Security', '@acme/data'] },
        tools: [],
        rules: [],
        shared: ['@acme/security'],
      },
    ])
  })

  it('is none between lines with the same owners, nor between two places that nobody owns', () => {
    const files = [move('payments/a.yaml', 'pay/a.yaml'), move('open/a.yaml', 'elsewhere/a.yaml')]
    expect(findOwnerMoves(OWNERS, files, [])).toEqual([])
  })

  it('has nobody at a place that is unowned on purpose, or that no line matches', () => {
    const files = [move('open/a.yaml', 'data/a.yaml'), move('data/b.yaml', 'elsewhere/b.yaml')]
    const found = findOwnerMoves(OWNERS, files, [])
    expect(found.map(({ from, to }) => [from.owners.length, to.owners.length])).toEqual([
      [0, 2],
      [2, 0],
    ])
  })

  it('takes together what moves between the same two files', () => {
    const moved = move('payments/a.yaml', 'data/b.yaml')
    const rules = [
      { ...moved, tool: 'refund', rule: null },
      { ...moved, tool: 'pay', rule: 'cap' },
      { ...move('payments/a.yaml', 'pay/b.yaml'), tool: 'pay', rule: 'other' },
    ]
    expect(findOwnerMoves(OWNERS, [], rules)).toMatchObject([
      { what: 'rules', tools: ['refund'], rules: ['cap'] },
    ])
  })

  it('is not there without an owners file', () => {
    expect(findOwnerMoves(null, [move('payments/a.yaml', 'data/a.yaml')], [])).toEqual([])
  })
})
