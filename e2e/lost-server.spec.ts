import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { loginOf, signIn } from './person'

test('a page stays while Lockstep does not answer, says that it is not live, and is again as soon as it answers', async ({
  page,
  faults,
}) => {
  test.slow()
  faults.announce(503, '/api/events')
  faults.announce(503, '/healthz')
  await signIn(page, loginOf('read'), '/fleet')
  const refused = ['**/api/events', '**/healthz']
  for (const path of refused) await page.route(path, (route) => route.fulfill({ status: 503 }))
  const asked = page.waitForResponse('**/healthz', { timeout: 60_000 })
  await page.reload()
  const note = page.getByRole('status').getByText(/^This page is not live since/)
  await expect(note).toBeVisible()
  await expectAccessible(page)
  await asked
  await expect(page.getByRole('heading', { level: 1, name: /in sync$/ })).toBeVisible()
  for (const path of refused) await page.unroute(path)
  await expect(note).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('heading', { level: 1, name: /in sync$/ })).toBeVisible()
})
