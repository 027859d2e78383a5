import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { FleetStateId } from '@/lib/fleet/states'
import { RunningCell } from './running-cell'

/** Of processes that run one content. */
function shown(state: FleetStateId, count: number, live = 2): string {
  const props = { contents: 1, evidence: 3, live, count, state, children: 'aaaaaaa' }
  return renderToStaticMarkup(createElement(RunningCell, props)).replaceAll(/<[^>]+>/g, '')
}

it('says how many of the live processes run it, and of an offline proxy only how many there were', () => {
  expect(shown('IN_SYNC', 2)).toBe('aaaaaaa2 of 2 instances')
  expect(shown('REJECTED', 1)).toBe('aaaaaaa1 of 2 instances')
  expect(shown('OFFLINE', 0)).toBe('last aaaaaaa2 instances')
})

it('calls what an offline proxy ran the last that is known, and not what one runs that is heard', () => {
  expect(shown('OFFLINE', 0, 1)).toBe('last aaaaaaa')
  expect(shown('IN_SYNC', 1, 1)).toBe('aaaaaaa')
})
