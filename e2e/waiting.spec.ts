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
