import { expect } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { kindOf, readLinks } from './page-links'
import { loginOf, signIn } from './person'
import { pressAll, type Pressing } from './press-controls'
import { chooseAll, walkMenus } from './walk-lists'

// Pages are many, and each of their controls is tried.
test.describe.configure({ timeout: 300_000 })

/** What is not pressed, because it would change data that others look at. */
const LEFT_ALONE: readonly { readonly name: RegExp; readonly reason: string }[] = [
  {
    name: /^(Edit|New draft|New policy|Draft a|Pin|Deny|Allow|Revert)/,
    reason: 'begins a draft; the specs of the editor, the log and the keys do that',
  },
  { name: /^(End|Sign out|Revoke)/, reason: 'ends a session or a token that is in use' },
  { name: /^Print$/, reason: 'opens a window of the browser' },
  { name: /^Submit/, reason: 'opens a pull request' },
  { name: /^Make key/, reason: 'asks for what nobody filled in; the spec of the fleet does that' },
]

const HOW: Pressing = {
  leavesAlone: (name) => LEFT_ALONE.some((one) => one.name.test(name)),
  onFloating: chooseAll,
}

/** So many pages of one kind are opened besides those of the bar; they differ in their data only. */
const PER_KIND = 1
const MOST_PAGES = 26

for (const role of ['admin', 'read'] as const) {
  test(`every link, button, menu and list works for the role ${role} @long`, async ({ page }) => {
    await signIn(page, loginOf(role), '/')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const variants: string[] = []
    const waiting = ['/', '/policies', '/changes', '/decisions', '/fleet', '/docs', '/settings', '/audit']
    const seen = new Set(waiting)
    const places = new Set(waiting.map(placeOf))
    const kinds = new Map<string, number>()
    const pressed = new Set<string>()
    for (let opened = 0; opened < MOST_PAGES; opened += 1) {
      const path = waiting.shift() ?? variants.shift()
      if (path === undefined) break
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const links = await readLinks(page)
      expect(links.faults, `links of ${path}`).toEqual([])
      for (const link of links.pages) {
        const kind = kindOf(link)
        const count = kinds.get(kind) ?? 0
        if (seen.has(link) || count >= PER_KIND || !stays(link)) continue
        kinds.set(kind, count + 1)
        seen.add(link)
        // Every page before the same one with another address.
        const place = placeOf(link)
        ;(places.has(place) ? variants : waiting).push(link)
        places.add(place)
      }
      const key = placeOf(path)
      const main = page.getByRole('main')
      await pressAll(page, { scope: main, path, key, pressed, how: HOW })
      await walkMenus(page, { scope: main, key, pressed, how: HOW })
      await chooseAll(main)
      if (opened > 0) continue
      const bar = page.getByRole('banner')
      await pressAll(page, { scope: bar, path, key: 'bar', pressed, how: HOW })
      await walkMenus(page, { scope: bar, key: 'bar', pressed, how: HOW })
    }
    expect(waiting, 'pages that were found and not opened').toEqual([])
    expect(kinds.size).toBeGreaterThan(8)
    expect(pressed.size).toBeGreaterThan(3)
  })
}

/** The page, whatever its address says besides. */
function placeOf(link: string): string {
  return kindOf(link).replace(/\?.*/, '')
}

/** Other specs retire their proxies and discard their drafts while this one walks; the demo's own proxies stay. */
function stays(link: string): boolean {
  return (
    !link.startsWith('/drafts/') &&
    (!link.startsWith('/fleet/') || /^\/fleet\/(everything|filesystem|memory)-prod$/.test(link))
  )
}

/** Every kind of rule has a menu of its own. */
const RULES = `version: "1"
default: deny
tools:
  create_refund:
    rules:
      - name: "small ones"
        conditions:
          - { path: args.amount, op: lte, value: 1000 }
      - name: "few"
        rate_limit: 10/hour
      - name: "counted"
        conditions:
          - { path: state.create_refund.calls, op: lte, value: 5 }
        state:
          counter: calls
          window: day
  delete_customer:
    rules:
      - name: "never"
        action: deny
`

test('every menu and list of a draft does something @long', async ({ page }) => {
  await signIn(page, loginOf('write'), '/policies')
  const files = [
    { path: 'policies/e2e/every-menu.yaml', text: RULES },
    { basePath: 'policies/data/bigquery.yaml' },
  ]
  await openDraft(page, files, '?tool=create_refund')
  const scope = page.getByRole('main')
  const pressed = new Set<string>()
  await walkMenus(page, { scope, key: 'draft', pressed, how: { leavesAlone: () => false } })
  await chooseAll(scope)
  const count = (kind: string) => [...pressed].filter((name) => name.startsWith(`draft ${kind}`)).length
  expect(count('menu'), [...pressed].join('\n')).toBeGreaterThan(5)
  expect(count('item'), [...pressed].join('\n')).toBeGreaterThan(12)
})
