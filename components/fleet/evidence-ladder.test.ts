import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { EvidenceLadder } from './evidence-ladder'

/** The levels that are marked as held, and the one that is reached. */
function marked(evidence: number | null): { held: string[]; here: string[] } {
  const props = { evidence, engine: 'lockstep', reason: null }
  const html = renderToStaticMarkup(createElement(EvidenceLadder, props))
  const levels = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, level = '']) => level)
  return {
    held: levels(/<li class="got(?: here)?">.*?Evidence level (\d)/g),
    here: levels(/<li class="got here">.*?Evidence level (\d)/g),
  }
}

it('marks proofs up to the level that is reached, and no word of a delivery tool that nobody gave', () => {
  expect(marked(5)).toEqual({ held: ['5', '4', '3', '2'], here: ['5'] })
  expect(marked(2)).toEqual({ held: ['2'], here: ['2'] })
})

it('marks the word of a delivery tool where it is all that is known', () => {
  expect(marked(1)).toEqual({ held: ['1'], here: ['1'] })
})

it('marks that nothing is known of a live process, and nothing without one', () => {
  expect(marked(0)).toEqual({ held: ['0'], here: ['0'] })
  expect(marked(null)).toEqual({ held: [], here: [] })
})
