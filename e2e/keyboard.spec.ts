import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'
import { stack } from './stack'

/** Everything that can be used with a mouse. One radio of a group is enough: arrows lead to the others. */
const CONTROLS = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary'

/** Presses Tab through the whole page; returns the controls that it never reached, and those that do not show that they have the focus. */
async function walk(page: Page): Promise<{ missed: string[]; unseen: string[] }> {
  const count = await page.evaluate((controls) => {
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return
      const ring = [target, target.parentElement, target.parentElement?.parentElement].some((one) => {
        if (!one) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
      })
      target.setAttribute('data-reached', ring ? 'seen' : 'unseen')
    })
    return document.querySelectorAll(controls).length
  }, CONTROLS)
  for (let press = 0; press < count + 2; press += 1) await page.keyboard.press('Tab')
  return page.evaluate((controls) => {
    const html = (elements: Element[]) => elements.map(({ outerHTML }) => outerHTML.slice(0, 200))
    const all = [...document.querySelectorAll(controls)].filter(
      (one) =>
        one.checkVisibility({ visibilityProperty: true }) &&
        one.closest('[inert], [tabindex="-1"]:not(main), [role="tablist"], [role="radiogroup"]') === null &&
        !(one instanceof HTMLInputElement && one.type === 'radio' && !one.checked),
    )
    return {
      missed: html(all.filter((one) => !one.hasAttribute('data-reached'))),
      unseen: html([...document.querySelectorAll('[data-reached="unseen"]')]),
    }
  }, CONTROLS)
}

for (const path of ['/', '/policies', '/changes', '/decisions', '/fleet', '/connect']) {
  test(`every control of ${path} is reached by Tab and shows it`, async ({ page }) => {
    test.slow()
    await signIn(page, loginOf('admin'), path)
    expect(await walk(page)).toEqual({ missed: [], unseen: [] })
  })
}

test('the first Tab offers to skip the bar', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#main$/)
})

test('keys alone find a policy, ask for help, walk a list and come back', async ({ page }) => {
  test.slow()
  await signIn(page, loginOf('read'), '/changes')
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  await page.keyboard.type('stripe.yaml')
  await expect(page.getByRole('option', { selected: true })).toContainText('stripe.yaml')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/policies\/payments\/stripe\.yaml$/)
  await expect(search).toHaveCount(0)

  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)

  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(page).toHaveURL(/\/policies$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible()
  await page.keyboard.press('j')
  const row = page.getByRole('row').filter({ has: page.locator(':focus') })
  await expect(row).toHaveCount(1)
  const href = await page.locator(':focus').getAttribute('href')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL((url) => url.pathname + url.search === href)
})

test('a dialog and a menu give the focus back to what opened them', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const jump = page.getByRole('button', { name: 'Search or jump to' })
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  await page.keyboard.press('Escape')
  await expect(search).toHaveCount(0)

  // The page listens by now.
  await jump.focus()
  await page.keyboard.press('Enter')
  await expect(search).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(jump).toBeFocused()

  const menu = page.getByRole('button', { name: /, menu$/ })
  await menu.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
})

/** The page listens to keys once its help opens; what a single press begins is then begun once. */
async function expectListening(page: Page): Promise<void> {
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
}

test('1, 2, 3 and L choose the time of the log, and whether it moves', async ({ page }) => {
  await signIn(page, loginOf('read'), '/decisions')
  await expectListening(page)
  await page.keyboard.press('1')
  await expect(page).toHaveURL(/hours=1(&|$)/)
  await page.keyboard.press('3')
  await expect(page).toHaveURL(/hours=168/)
  await page.keyboard.press('l')
  await expect(page).toHaveURL(/live=1/)
})

test('N begins a draft on the list of changes', async ({ page }) => {
  await signIn(page, loginOf('write'), '/changes')
  await expectListening(page)
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/\/drafts\/[\w-]+$/)
  const id = page.url().split('/').at(-1) ?? ''
  const gone = await page.request.delete(`/api/drafts/${id}`, { headers: { origin: stack().url } })
  expect(gone.ok()).toBe(true)
})

test('X selects two versions of a policy and compares them', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies/payments/stripe.yaml')
  await expectListening(page)
  const versions = page.getByRole('navigation', { name: 'Versions of this file' }).getByRole('link')
  await versions.nth(1).focus()
  await page.keyboard.press('x')
  await expect(page.getByText(/selected: X on another version compares the two/)).toBeVisible()
  await versions.nth(3).focus()
  await page.keyboard.press('x')
  await expect(page).toHaveURL(/compare=[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/)
  await expect(page.getByRole('region', { name: 'Older' })).toBeVisible()
})

test('the help lists the keys of the log, the changes and the editor', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  for (const place of ['Decisions', 'Changes', 'The editor'])
    await expect(help.getByRole('region', { name: place })).toBeVisible()
})
