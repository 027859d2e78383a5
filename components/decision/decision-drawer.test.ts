import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DecisionDrawer } from './decision-drawer'

const NOW = new Date('2026-11-24T14:30:00Z')
const decision = {
  id: '1-1-1',
  at: NOW,
  receivedAt: NOW,
  tool: 'create_refund',
  result: 'denied' as const,
  rule: 'cap',
  attributed: false,
  message: 'Too much.',
  proxy: 'eu-1',
  evidence: 5,
  sha256: '9f'.repeat(32),
  agent: null,
  argsHash: null,
  argKeys: null,
  args: null,
  told: null,
  decidedBy: null,
  commit: null,
  ranPath: null,
  followsPath: null,
  change: null,
}

function drawer(
  more: Partial<typeof decision> | { sha256: null },
  policy: string | null = 'pay/stripe.yaml',
) {
  const props = { decision: { ...decision, ...more }, policy, close: '/decisions', now: NOW, actions: null }
  return renderToStaticMarkup(createElement(DecisionDrawer, props))
}

describe('a decision without a commit', () => {
  it('is said to be of content in no commit where content and file are known', () => {
    expect(drawer({})).toContain('In no commit: the branch never had this content in this file')
  })

  it('says that the commit is not known where the content or the file is not', () => {
    for (const html of [drawer({ sha256: null }), drawer({}, null)]) {
      expect(html).toContain('Commit not known')
      expect(html).not.toMatch(/in no commit/i)
    }
  })
})

it('blames Intercept for a missing agent only where Intercept may have written the log', () => {
  expect(drawer({ evidence: 3 })).toContain('Intercept does not log it')
  expect(drawer({ evidence: 5 })).toContain('its MCP client does not say it')
})
