import { expect } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, signIn } from './person'

test('a link of a page whose scripts are still on their way is followed all the same', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const held: (() => Promise<void>)[] = []
  await page.route('**/_next/static/chunks/*.js', (route) => {
    held.push(() => route.continue())
  })
  await page.goto('/policies', { waitUntil: 'commit' })
  const policies = page.getByRole('table', { name: 'Policies', exact: true })
  await policies.getByRole('link', { name: 'stripe.yaml' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'stripe.yaml' })).toBeVisible()
  expect(held.length).toBeGreaterThan(0)
})
