import { expect, it } from 'vitest'
import { copiedAddress } from './copied-address'

const SHOWN = 'https://lockstep.example/policies/a.yaml?tool=pay&view=reading#L50-L55'

it('a copied address is at the commit that the server named, drawn as the browser draws it, with the chosen lines', () => {
  expect(copiedAddress('/policies/a.yaml?at=e27b9d4&tool=pay&view=matrix', SHOWN)).toBe(
    'https://lockstep.example/policies/a.yaml?at=e27b9d4&tool=pay&view=reading#L50-L55',
  )
})

it('a copied address takes nothing else from the one that is shown, and nothing from that of another page', () => {
  expect(
    copiedAddress('/policies/a.yaml?at=e27b9d4', 'https://x.example/policies/a.yaml?at=main&live=1'),
  ).toBe('https://x.example/policies/a.yaml?at=e27b9d4')
  expect(copiedAddress('/policies/b.yaml', SHOWN)).toBe('https://lockstep.example/policies/b.yaml')
})
