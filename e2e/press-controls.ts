import { expect, type Locator, type Page } from '@playwright/test'

/** What is pressed on a page, and what is left alone. */
export interface Pressing {
  readonly leavesAlone: (name: string) => boolean
  /** What is done in what a press may have opened, before it is closed. */
  readonly onFloating?: (floating: Locator) => Promise<void>
}

/** What does something at a click. A choice of several is a control that opens a list. */
const CONTROLS = ':is(button, [role=button], [role=tab], summary):not([data-pressed], [aria-selected=true])'
export const FLOATING = '[role=menu], [role=listbox], [role=dialog], [role=alertdialog]'

/** Presses every control below `scope` once; `key` names the kind of the page: what was pressed on one of its kind is not pressed again. */
export async function pressAll(
  page: Page,
  {
    scope,
    path,
    key,
    pressed,
    how,
  }: { scope: Locator; path: string; key: string; pressed: Set<string>; how: Pressing },
): Promise<void> {
  for (const name of await namesIn(scope)) {
    const known = `${key} ${withoutData(name)}`
    if (pressed.has(known) || how.leavesAlone(name)) continue
    pressed.add(known)
    if (!(await press(page, scope, name, path))) pressed.delete(known)
    await how.onFloating?.(page.locator(FLOATING))
    await closeWhatOpened(page)
    await backTo(page, path)
  }
}

/** Names of what can be seen and used, each once. */
export async function namesIn(scope: Locator, controls = CONTROLS): Promise<string[]> {
  const names = await scope.locator(controls).evaluateAll((all) =>
    all.map((one) => {
      const isUsable =
        one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled, [aria-disabled=true]')
      return isUsable ? (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() : ''
    }),
  )
  return [...new Set(names)].filter((name) => name !== '')
}

/**
 * A control that works changes the page, its address or what is under way. It is pressed again while the page does not listen yet. False when it is
 * there no more.
 */
async function press(page: Page, scope: Locator, name: string, where: string): Promise<boolean> {
  const before = page.url()
  let isThere = true
  await expect(async () => {
    const control = await find(scope, name)
    // A live page may have replaced it since.
    isThere = control !== null
    if (control === null) return
    // What floats may be fetched first: it is closed before the next control, and must not come after that.
    const floats = (await control.getAttribute('aria-haspopup')) !== null
    await watchChanges(page)
    await control.click({ timeout: 5000 })
    const isDone = async () =>
      page.url() !== before || (floats ? (await page.locator(FLOATING).count()) > 0 : await hasChanged(page))
    await expect.poll(isDone, { timeout: 3000 }).toBe(true)
  }, `“${name}” of ${where} does something`).toPass({ timeout: 30_000 })
  return isThere
}

/** The control of this name that can be seen and used; null when it is there no more. */
export async function find(scope: Locator, name: string, controls = CONTROLS): Promise<Locator | null> {
  const all = scope.locator(controls)
  const source = sameButCounts(name)
  const at = await all.evaluateAll(
    (found, pattern) =>
      found.findIndex(
        (one) =>
          one.checkVisibility({ visibilityProperty: true }) &&
          !one.matches(':disabled, [aria-disabled=true]') &&
          new RegExp(pattern, 's').test((one.getAttribute('aria-label') ?? one.textContent ?? '').trim()),
      ),
    source,
  )
  return at < 0 ? null : all.nth(at)
}

/** What a live page counts goes on while it is read: “1 newer” is “2 newer” when it is pressed. */
function sameButCounts(name: string): string {
  const written = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return `^${written.replaceAll(/\d[\d,]*/g, String.raw`\d[\d,]*`)}$`
}

/** What two pages of one kind have in common of a name. */
export function withoutData(name: string): string {
  return name.replaceAll(/[0-9a-f]{7,}|\d+/g, '…')
}

/** Escape would close more: an open decision, whose buttons come next. */
export async function closeWhatOpened(page: Page): Promise<void> {
  for (let layer = 0; layer < 3 && (await page.locator(FLOATING).count()) > 0; layer += 1)
    await page.keyboard.press('Escape')
}

function isAt(page: Page, path: string): boolean {
  const { pathname, search } = new URL(page.url())
  return pathname + search === path
}

async function backTo(page: Page, path: string): Promise<void> {
  if (!isAt(page, path)) await page.goto(path)
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
