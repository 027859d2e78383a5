import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { DecisionDrawer } from './decision-drawer'
import { DecisionTable } from './decision-table'

/** What turns a line around or hides in it, and what begins another one. */
const UNSEEN = /[\u200b\u202e\u2066\n]/u
const NOW = new Date('2026-11-24T14:30:00Z')
const decision = {
  id: '1-1-1',
  at: NOW,
  receivedAt: NOW,
  tool: 'pay\u200b\u202e',
  result: 'denied' as const,
  rule: 'never\u2066',
  attributed: false,
  message: 'fine\u202e\nallowed <b>',
  proxy: 'eu-1',
  evidence: 4,
  sha256: null,
  agent: 'agent\u200b 2',
  argsHash: null,
  argKeys: ['amount\u200b'],
  args: { values: [{ name: 'amount\u200b', value: '"9\u202e00<b>"' }], more: 0, leftOut: null },
  told: '988c5aa9-12',
  decidedBy: { line: 5, lastLine: 5, text: '# \u202e comment', reading: 'Amount at most 5' },
  commit: null,
  ranPath: null,
  followsPath: null,
  change: null,
}
const written = ['pay\\u200b\\u202e', 'never\\u2066', 'fine\\u202e\\u000aallowed &lt;b&gt;']

it('in a row of the log are written out', () => {
  const rows = [{ ...decision, href: '/decisions?d=1-1-1', open: false }]
  const html = renderToStaticMarkup(createElement(DecisionTable, { rows, now: NOW }))
  for (const text of written) expect(html).toContain(text)
  expect(html).not.toMatch(UNSEEN)
})

it('in the sheet of a decision are written out, also in the policy that it ran', () => {
  const drawer = { decision, policy: 'payments/stripe.yaml', close: '/decisions', now: NOW, actions: null }
  const html = renderToStaticMarkup(createElement(DecisionDrawer, drawer))
  for (const text of [
    ...written,
    'agent\\u200b 2',
    'amount\\u200b',
    '9\\u202e00&lt;b&gt;',
    '# \\u202e comment',
  ])
    expect(html).toContain(text)
  // Lines of code end with a line feed.
  expect(html.replaceAll('\n', '')).not.toMatch(UNSEEN)
})
