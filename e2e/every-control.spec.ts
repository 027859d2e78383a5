import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, signIn } from './person'

// Pages are many, and each of their controls is tried.
test.describe.configure({ timeout: 300_000 })

/** What is not pressed, because it would change data that others look at. */
const LEFT_ALONE: readonly { readonly name: RegExp; readonly reason: string }[] = [
  {
    name: /^(Edit|New draft|New policy|Pin|Deny|Allow|Revert)/,
    reason: 'begins a draft; the specs of the editor, the log and the keys do that',
  },
  { name: /^(End|Sign out|Revoke)/, reason: 'ends a session or a token that is in use' },
  { name: /^Print$/, reason: 'opens a window of the browser' },
  { name: /^Submit/, reason: 'opens a pull request' },
]

/** So many pages of one kind are opened besides those of the bar; they differ in their data only. */
const PER_KIND = 1
const MOST_PAGES = 26

interface Links {
  readonly pages: readonly string[]
  readonly faults: readonly string[]
}

for (const role of ['write', 'read'] as const) {
  test(`every link and button works for the role ${role} @long`, async ({ page }) => {
    await signIn(page, loginOf(role), '/')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const waiting = ['/', '/policies', '/changes', '/decisions', '/fleet', '/docs', '/settings', '/audit']
    const seen = new Set(waiting)
    const kinds = new Map<string, number>()
    const pressed = new Set<string>()
    for (let opened = 0; opened < MOST_PAGES; opened += 1) {
      const path = waiting.shift()
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
        waiting.push(link)
      }
      await pressAll(page, path, pressed)
    }
    expect(kinds.size).toBeGreaterThan(8)
    expect(pressed.size).toBeGreaterThan(3)
  })
}

/** Other specs retire their proxies and discard their drafts while this one walks; the demo's own proxies stay. */
function stays(link: string): boolean {
  return (
    !link.startsWith('/drafts/') &&
    (!link.startsWith('/fleet/') || /^\/fleet\/(everything|filesystem|memory)-prod$/.test(link))
  )
}

/** Addresses of the console that the page links to; and links that lead nowhere. */
function readLinks(page: Page): Promise<Links> {
  return page.evaluate(() => {
    const pages = new Set<string>()
    const faults: string[] = []
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
      const written = link.getAttribute('href') ?? ''
      const { origin, pathname, search, hash } = new URL(link.href)
      if (written === '' || written === '#') faults.push(link.outerHTML.slice(0, 200))
      else if (written.startsWith('#')) {
        // Lines of a file are chosen by their address and have no element of their own.
        const isLine = /^#L\d+(-L\d+)?$/.test(hash)
        if (!isLine && document.getElementById(decodeURIComponent(hash.slice(1))) === null)
          faults.push(written)
      } else if (
        origin === window.location.origin &&
        !pathname.startsWith('/api/') &&
        !link.hasAttribute('download')
      )
        pages.add(pathname + search)
    }
    return { pages: [...pages], faults }
  })
}

/** Pages of one kind have the same parts: `/policies/payments/stripe.yaml?at=…` and `/policies/data/bigquery.yaml?at=…`. */
function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://console')
  const [, section = '', ...rest] = pathname.split('/')
  const isNamed = section === 'settings' || rest.length === 0
  return `${section}/${isNamed ? rest.join('/') : '…'}?${[...searchParams.keys()].sort().join('&')}`
}

/** Presses every button of the page once; those that were pressed on a page of the same kind are not pressed again. */
async function pressAll(page: Page, path: string, pressed: Set<string>): Promise<void> {
  const buttons = page.getByRole('main').getByRole('button', { disabled: false })
  const names = await buttons.evaluateAll((all) =>
    all.map((one) =>
      one.checkVisibility({ visibilityProperty: true }) && !one.hasAttribute('data-pressed')
        ? (one.getAttribute('aria-label') ?? one.textContent ?? '').trim()
        : '',
    ),
  )
  for (const name of new Set(names)) {
    const key = `${kindOf(path).replace(/\?.*/, '')} ${name.replaceAll(/[0-9a-f]{7,}|\d+/g, '…')}`
    if (name === '' || pressed.has(key) || LEFT_ALONE.some((one) => one.name.test(name))) continue
    pressed.add(key)
    await pressOne(page, path, name)
    await closeWhatOpened(page)
    const { pathname, search } = new URL(page.url())
    if (pathname + search !== path) await page.goto(path)
  }
}

/** Escape would close more: an open decision, whose buttons come next. */
async function closeWhatOpened(page: Page): Promise<void> {
  const floating = page.getByRole('dialog').or(page.getByRole('menu')).or(page.getByRole('listbox'))
  if ((await floating.count()) > 0) await page.keyboard.press('Escape')
}

/** A button that works changes the page, its address or what is under way. It is pressed again while the page does not listen yet. */
async function pressOne(page: Page, path: string, name: string): Promise<void> {
  const button = page
    .getByRole('main')
    .getByRole('button', { name: sameButCounts(name) })
    .first()
  const before = page.url()
  await expect(async () => {
    // A live page may have replaced it since.
    if ((await button.count()) === 0) return
    await watchChanges(page)
    await button.click({ timeout: 5000 })
    await expect
      .poll(async () => page.url() !== before || (await hasChanged(page)), { timeout: 3000 })
      .toBe(true)
  }, `“${name}” of ${path} does something`).toPass({ timeout: 30_000 })
}

/** What a live page counts goes on while it is read: “1 newer” is “2 newer” when it is pressed. */
function sameButCounts(name: string): RegExp {
  const written = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${written.replaceAll(/\d[\d,]*/g, String.raw`\d[\d,]*`)}$`)
}

function watchChanges(page: Page): Promise<void> {
  return page.evaluate(() => {
    delete document.documentElement.dataset.changed
    document.documentElement.dataset.watched = 'yes'
    const observer = new MutationObserver(() => {
      observer.disconnect()
      document.documentElement.dataset.changed = 'yes'
    })
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })
}

/** A form that asks for the same address again brings a new document, which nobody watches. */
function hasChanged(page: Page): Promise<boolean> {
  const look = () => {
    const { changed, watched } = document.documentElement.dataset
    return changed === 'yes' || watched !== 'yes'
  }
  return page.evaluate(look).catch(() => true)
}
