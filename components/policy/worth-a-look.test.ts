import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { type Configuration, DEFAULT_CONFIGURATION } from '@/lib/repository/configuration'
import { lintContent } from '@/lib/repository/lint-content'
import { PolicyTraffic } from './traffic'
import { landedKey, WorthALook } from './worth-a-look'

/** What the panel says of a policy without proxies. */
async function panelOf(
  text: string,
  toolNames?: readonly string[],
  settings: Configuration['lint'] = [],
): Promise<string> {
  const loaded = parsePolicy(text)
  if (!loaded.ok) throw new Error(loaded.loadError)
  const content = { sha256: text, path: 'policies/a.yaml', text }
  const lint = await lintContent(content, { toolNames }, { ...DEFAULT_CONFIGURATION, lint: settings })
  const props = { loaded, lint, traffic: null, landed: new Map(), coverage: null, now: new Date() }
  return renderToStaticMarkup(createElement(WorthALook, props))
}

const ROWS = /<li.*?<\/li>/gs

it('names the rule of each finding, its line and the page about it, errors first', async () => {
  const html = await panelOf(`version: "1"
tools:
  update:
    rules:
      - name: proration-stays-on
        conditions: [{path: args.proration, op: neq, value: none}]
      - name: cap
        ondeny: no
`)
  const [first = '', second = '', ...more] = html.match(ROWS) ?? []
  expect(more).toEqual([])
  expect(first).toContain('cap</b> (<a href="#L8">line 8</a>)')
  expect(first).toContain('href="/docs/lint/unknown-field"')
  expect(second).toContain('proration-stays-on</b> (<a href="#L6">line 6</a>)')
  expect(second).toContain('href="/docs/lint/denies-when-missing"')
})

it('names a tool that no server offers, and what is of the whole file by its kind', async () => {
  const html = await panelOf('version: "1"\ntools:\n  gone: {rules: []}\n---\nversion: "1"\n', ['here'])
  expect(html).toContain('Later document ignored</b>')
  expect(html).toContain('gone</b> (<a href="#L3">line 3</a>)')
})

it('keeps all but a few rows behind a line, and draws no markup of the file', async () => {
  const tools = Array.from({ length: 9 }, (_, index) => `  "<b>${index}": {rules: []}`)
  const html = await panelOf(`version: "1"\ntools:\n${tools.join('\n')}\n`, [])
  expect(html.match(ROWS)).toHaveLength(9)
  expect(html).toContain('4 more</summary>')
  expect(html).not.toContain('<b>0')
})

it('leaves out what the settings switch off', async () => {
  const text = 'version: "1"\ntools:\n  gone: {rules: []}\n'
  const off = { rule: 'unknown-tool', severity: 'off', path: null, line: 1 } as const
  expect(await panelOf(text, [], [off])).toBe('')
  expect(await panelOf(text, [])).not.toBe('')
})

it('is not there for a policy without a finding', async () => {
  expect(await panelOf('version: "1"\ntools:\n  here: {rules: []}\n', ['here'])).toBe('')
})

it('lists a rule as one that has not fired though another one of its name did, in a content before', async () => {
  const text =
    'version: "1"\ntools:\n  pay: {rules: [{name: cap, action: deny}, {name: off, action: deny}]}\n'
  const loaded = parsePolicy(text)
  if (!loaded.ok) throw new Error(loaded.loadError)
  const lint = await lintContent({ sha256: text, path: 'policies/a.yaml', text }, {}, DEFAULT_CONFIGURATION)
  const [now, since] = [new Date('2026-11-24T14:30:00Z'), new Date('2026-10-25T00:00:00Z')]
  const longRules = ['cap', 'off'].map((rule) => {
    return { tool: 'pay', rule, denied: 40, wouldDeny: 0, blob: 'before' }
  })
  const traffic = new PolicyTraffic({ tools: [], rules: [], longRules, since })
  const landed = new Map([
    [landedKey('pay', 'cap'), { at: new Date('2026-11-23T00:00:00Z'), others: new Set(['before']) }],
  ])
  const props = { loaded, lint, traffic, landed, coverage: null, now }
  const html = renderToStaticMarkup(createElement(WorthALook, props))
  expect(html.replaceAll(/<[^>]+>/g, '')).toContain('1 of 2 rules denied nothing')
  expect(html).toMatch(/cap<\/b>.*has not fired since it landed 23 Nov/)
  expect(html).toContain('; what its name denied, other versions of the file did')
})
