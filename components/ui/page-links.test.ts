import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ListEnded, PageLinks } from './page-links'

const hrefOf = (from: string | undefined) => (from === undefined ? '/list' : `/list?from=${from}`)
const ended = (from: number, matching: number) =>
  renderToStaticMarkup(createElement(ListEnded, { from, matching, size: 40, hrefOf }))

it('a page beyond the end says where the list ends, and leads to its beginning and to its last page', () => {
  const html = ended(4000, 80)
  expect(html).toContain('It ends at 80; this page begins at 4,001.')
  expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual(['/list', '/list?from=40'])
})

it('a list of one page has no other end', () => {
  expect(ended(40, 38)).not.toContain('from=')
})

it('a page with rows says which they are, and one beyond the end counts none', () => {
  const links = (from: number, shown: number) =>
    renderToStaticMarkup(createElement(PageLinks, { from, shown, matching: 81, size: 40, hrefOf }))
  expect(links(80, 1)).toContain('81 to 81 of 81')
  expect(links(120, 0)).toBe('')
})
