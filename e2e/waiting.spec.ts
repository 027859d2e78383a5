import { expect } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'

test('a page that is long on its way is said, drawn in outline, and then is there', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  // The page listens when its help opens.
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/fleet?*', async (route) => {
    await held
    await route.continue()
  })
  const main = page.getByRole('main')
  await page.getByRole('link', { name: /^Fleet/ }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Loading Fleet' })).toHaveCount(1)
  await expect(main).toHaveAttribute('aria-busy', 'true')
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeHidden()
  release()
  await expect(page.getByRole('heading', { level: 1, name: /in sync/ })).toBeVisible()
  await expect(main).not.toHaveAttribute('aria-busy')
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0)
})

test('the page has a title at every moment while another one comes', async ({ page }) => {
  await signIn(page, loginOf('read'), '/fleet')
  await page.evaluate(() => {
    const without: string[] = []
    new MutationObserver(() => {
      if (document.title === '') without.push(location.pathname)
    }).observe(document.documentElement, { childList: true, subtree: true, characterData: true })
    Object.assign(window, { without })
  })
  for (const name of ['Policies', 'Changes', 'Fleet']) {
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click()
    await expect(page).toHaveTitle(new RegExp(`^${name}`))
  }
  expect(await page.evaluate(() => Reflect.get(window, 'without'))).toEqual([])
})
