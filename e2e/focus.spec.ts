import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'

/** Enter follows a link once the page listens: what a key does to a page that does not is to load the other one anew. */
async function expectListening(page: Page): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  await page.keyboard.press('Escape')
  await expect(search).toHaveCount(0)
}

/** What a screen reader is told when a page has come. */
function announced(page: Page) {
  return page.locator('[role=alert][data-announcer]')
}

/** Everything that is told from now on, by Next or by the console: what a screen reader can hear. */
async function watchTold(page: Page): Promise<() => Promise<string[]>> {
  const told: string[] = []
  await page.exposeFunction('heard', (text: string) => told.push(text))
  await page.evaluate(() => {
    const hear = ({ target }: MutationRecord) => {
      const region = target instanceof Element ? target : target.parentElement
      const isHeard = region?.closest('[role=alert]')?.checkVisibility() === true
      if (isHeard && region?.textContent) Reflect.get(window, 'heard')(region.textContent)
    }
    const observer = new MutationObserver((records) => records.forEach(hear))
    const shadow = document.querySelector('next-route-announcer')?.shadowRoot
    for (const root of [document.body, shadow])
      if (root) observer.observe(root, { childList: true, subtree: true, characterData: true })
  })
  return async () => {
    await page.evaluate(() => new Promise(requestAnimationFrame))
    return told
  }
}

test('a page that was come to by a link has the focus on its heading, at its top, and is told by its title', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  const told = await watchTold(page)
  const link = page.getByRole('table', { name: 'Policies', exact: true }).getByRole('link').first()
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/policies\/.+\.ya?ml/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
  await expect(announced(page)).toHaveText(/\.ya?ml · Lockstep$/)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1)
  await page.goBack()
  await expect(announced(page)).toHaveText('Policies · Lockstep')
  expect(await told()).toEqual([expect.stringMatching(/\.ya?ml · Lockstep$/), 'Policies · Lockstep'])
})

test('the bar, the palette and a key lead to the heading of the next page, too', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  const heading = page.getByRole('heading', { level: 1 })
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Changes/ })
    .focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/changes$/)
  await expect(heading).toBeFocused()

  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await expect(page).toHaveURL(/\/fleet$/)
  await expect(heading).toBeFocused()

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('stripe.yaml')
  await expect(page.getByRole('option', { selected: true })).toContainText('stripe.yaml')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/stripe\.yaml$/)
  await expect(heading).toBeFocused()
})

test('back has the focus on the link that was followed, and forward on the heading', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  // By its name: other tests merge files into the list meanwhile.
  const link = page.getByRole('table', { name: 'Policies', exact: true }).getByRole('link', {
    name: 'snowflake.yaml',
    exact: true,
  })
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/snowflake\.yaml/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.goBack()
  await expect(page).toHaveURL(/\/policies$/)
  await expect(link).toBeFocused()
  await page.goForward()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('what is chosen on a page keeps the focus, and its heading has it when the choice goes away', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/fleet?env=prod')
  await expectListening(page)
  const chip = page.getByRole('link', { name: /^Environment prod/ })
  await chip.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/fleet$/)
  await expect(chip).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})
