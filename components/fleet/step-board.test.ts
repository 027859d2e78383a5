import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { fleetBoard, MOST_NAMED } from '@/lib/fleet/fleet-board'
import { StepBoard } from './step-board'

/** Proxies of one environment, of which so many are in sync and one did not reload. */
function drawn(inSync: number): string {
  const proxy = (name: string, behindBy: number) => ({
    name,
    environment: 'prod',
    state: behindBy === 0 ? ('IN_SYNC' as const) : ('DID_NOT_RELOAD' as const),
    running: [{ commit: 'a'.repeat(40), behindBy }],
  })
  const current = Array.from({ length: inSync }, (_, place) => proxy(`in-sync-${place}`, 0))
  return renderToStaticMarkup(createElement(StepBoard, { rows: fleetBoard([...current, proxy('late', 1)]) }))
}

it('few proxies are drawn one by one, without a bar', () => {
  const html = drawn(MOST_NAMED)
  expect(html).toContain('in-sync-0')
  expect(html).not.toContain('class="sqrt"')
})

it('of more in one cell the number is written, and every cell with proxies has a bar that grows with the square root', () => {
  const html = drawn(100)
  expect(html).not.toContain('in-sync-0')
  expect(html).toContain('>100<')
  expect([...html.matchAll(/class="sqrt"[^>]*><i style="width:(\d+)%"/g)].map(([, width]) => width)).toEqual([
    '10',
    '100',
  ])
})
