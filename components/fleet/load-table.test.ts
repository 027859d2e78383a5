import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { LoadTable, type LoadRow } from './load-table'

const AT = new Date('2026-03-03T09:00:00Z')

/** What the table says of the content that a process started with, which no commit is known to have. */
function contentAt(evidence: LoadRow['evidence']): string {
  const started = { key: '', at: AT, nativeId: 'a1b2', pid: 1, kind: 'startup', result: null, error: null }
  const row = { ...started, commit: null, href: null, evidence, observeOnly: false, afterMergeMs: null }
  const html = renderToStaticMarkup(createElement(LoadTable, { rows: [row], now: AT }))
  return /started, enforcing.*?<td[^>]*>(.*?)<\/td>/.exec(html)?.[1]?.replaceAll(/<[^>]+>/g, '') ?? ''
}

it('calls content of no commit only what is proved: what is not may be in one', () => {
  expect(contentAt(3)).toBe('no commit')
  expect(contentAt(2)).toBe('not proved')
})
