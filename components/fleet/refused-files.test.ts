import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { RefusedFiles } from './refused-files'

const NOW = new Date('2026-11-24T14:30:00Z')
const REFUSED = { owner: 'stripe-prod', sender: 'stripe-test', files: 2, lastAt: NOW }

function textOf(name: string, refused = [REFUSED]): string {
  const html = renderToStaticMarkup(createElement(RefusedFiles, { name, refused, now: NOW }))
  return html.replaceAll(/<!-- -->|<[^>]*>/g, '').replaceAll('&#x27;', "'")
}

it('event files that were refused are told on the pages of both proxies, each from its side, with what to do', () => {
  expect(textOf('stripe-prod')).toContain(
    'The connector of stripe-test sent 2 event files of this proxy as its own',
  )
  expect(textOf('stripe-test')).toContain('Its connector sent 2 event files of stripe-prod as its own')
  for (const page of ['stripe-prod', 'stripe-test'])
    for (const advice of ['--events', 'retire stripe-prod', 'the token of stripe-test'])
      expect(textOf(page)).toContain(advice)
})

it('nothing is told where none was', () => {
  expect(textOf('stripe-prod', [])).toBe('')
})
