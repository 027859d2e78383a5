import { expect, type Locator, type Page } from '@playwright/test'
import { closeWhatOpened, find, namesIn, withoutData, type Pressing } from './press-controls'

const OPENERS = '[aria-haspopup=menu]'
const ITEMS = ':is([role=menuitem], [role=menuitemradio], [role=menuitemcheckbox])'

interface Walk {
  readonly scope: Locator
  /** Names the kind of the page: a menu is opened once per kind, and so is each of its items. */
  readonly key: string
  readonly pressed: Set<string>
  readonly how: Pressing
}

/** Opens every menu below `scope` and tries each of its items: a link answers, a choice is taken, and anything else changes what the page says. */
export async function walkMenus(page: Page, { scope, key, pressed, how }: Walk): Promise<void> {
  const isNew = (kind: string, name: string) => {
    const known = `${key} ${kind} ${withoutData(name)}`
    const isFirst = !pressed.has(known)
    pressed.add(known)
    return isFirst
  }
  const where = page.url()
  // An item of what stands above may take away what stands below.
  for (const opener of (await namesIn(scope, OPENERS)).reverse()) {
    if (!isNew('menu', opener)) continue
    let items: string[] = []
    // A page that is drawn anew may take an open menu away.
    await expect(async () => {
      if (!(await openMenu(page, scope, opener))) return
      items = await namesIn(page.getByRole('menu'), ITEMS)
      expect(items).not.toEqual([])
    }, `items of “${opener}” of ${where}`).toPass({ timeout: 30_000 })
    for (const item of items) {
      if (how.leavesAlone(item) || !isNew('item', item)) continue
      await expect(async () => {
        if (await openMenu(page, scope, opener)) await tryItem(page, item)
      }, `“${item}” of “${opener}” of ${where}`).toPass({ timeout: 30_000 })
    }
    await closeWhatOpened(page)
    if (new URL(page.url()).pathname !== new URL(where).pathname) await page.goto(where)
  }
}

/** False when an item before it took the menu away. */
async function openMenu(page: Page, scope: Locator, name: string): Promise<boolean> {
  const menu = page.getByRole('menu')
  let isThere = true
  await expect(async () => {
    if (await menu.isVisible()) return
    // A dialog may have been fetched first, and come when it was looked for already.
    await closeWhatOpened(page)
    const opener = await find(scope, name, OPENERS)
    isThere = opener !== null
    if (opener === null) return
    await opener.click({ timeout: 3000 })
    await expect(menu).toBeVisible({ timeout: 3000 })
  }, `“${name}” opens a menu`).toPass({ timeout: 30_000 })
  return isThere
}

async function tryItem(page: Page, name: string): Promise<void> {
  const item = await find(page.getByRole('menu'), name, ITEMS)
  if (item === null) return
  const [role, href, checked] = await Promise.all(
    ['role', 'href', 'aria-checked'].map((attribute) => item.getAttribute(attribute)),
  )
  if (href != null) {
    expect((await page.request.get(href)).status()).toBe(200)
    return
  }
  const before = await wordsOf(page)
  await item.click({ timeout: 5000 })
  if (role === 'menuitem') await expect.poll(() => wordsOf(page), { timeout: 5000 }).not.toBe(before)
  else {
    const isOn = role === 'menuitemradio' || checked !== 'true'
    await expect(item).toHaveAttribute('aria-checked', String(isOn), { timeout: 5000 })
  }
}

/** What the page says and its fields hold, without menus: that one closes is no answer to a click. */
function wordsOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true)
    if (!(copy instanceof HTMLElement)) return ''
    for (const left of copy.querySelectorAll('script, style, [role=menu]')) left.remove()
    const fields = document.querySelectorAll<HTMLInputElement>('input, textarea, select')
    return JSON.stringify([location.href, copy.textContent, ...[...fields].map(({ value }) => value)])
  })
}

/** Takes each choice of every list below `scope`: it is held. */
export async function chooseAll(scope: Locator): Promise<void> {
  const lists = scope.locator('select:visible')
  for (let index = 0; index < (await lists.count()); index += 1) {
    const list = lists.nth(index)
    const values = await list
      .locator('option:enabled')
      .evaluateAll((all) => all.map((one) => (one instanceof HTMLOptionElement ? one.value : '')))
    for (const value of values) {
      await list.selectOption(value)
      await expect(list).toHaveValue(value)
    }
  }
}
