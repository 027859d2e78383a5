import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { openChange } from './forge-client'
import { expectAccessible } from './looks'
import { loginOf, signIn } from './person'

test('a page stays while Lockstep does not answer, says that it is not live, and catches up by itself as soon as it answers @long', async ({
  page,
  context,
  faults,
}) => {
  test.slow()
  faults.announce(503, '/api/events')
  faults.announce(503, '/readyz')
  // Nothing that moves in the demo renders this page: only that it missed something does.
  await signIn(page, loginOf('read'), '/docs')
  const refused = ['**/api/events*', '**/readyz*']
  for (const path of refused) await page.route(path, (route) => route.fulfill({ status: 503 }))
  const asked = page.waitForResponse('**/readyz*', { timeout: 60_000 })
  await page.reload()
  const note = page.getByRole('status').getByText(/^This page is not live since/)
  await expect(note).toBeVisible()
  await expectAccessible(page)
  await asked
  const countOn = (one: Page) => one.getByRole('banner').getByRole('link', { name: /^Changes/ })
  const before = (await countOn(page).textContent()) ?? ''
  await page.evaluate(() => Object.assign(document.documentElement.dataset, { kept: '' }))
  await openChange('Move while a page hears of nothing', {
    'policies/e2e/unheard.yaml': 'version: "1"\ndefault: deny\n',
  })
  const other = await context.newPage()
  await expect(async () => {
    await other.goto('/docs')
    await expect(countOn(other)).not.toHaveText(before, { timeout: 500 })
  }).toPass({ timeout: 60_000 })
  await expect(countOn(page)).toHaveText(before)
  for (const path of refused) await page.unroute(path)
  await expect(countOn(page)).not.toHaveText(before, { timeout: 60_000 })
  await expect(note).toHaveCount(0)
  await expect(page.locator('html[data-kept]')).toHaveCount(1)
})

test('a list does not move under a pointer that moves over it, and moves once that stands still @long', async ({
  page,
  context,
}) => {
  await signIn(page, loginOf('read'), '/changes')
  const other = await context.newPage()
  await other.goto('/changes')
  const title = 'Wait for a pointer'
  const rowOn = (one: Page) => one.getByRole('main').getByRole('link', { name: title })
  const first = await page.getByRole('main').getByRole('row').nth(1).boundingBox()
  if (first === null) throw new Error('there is no row')
  let moves = 0
  const move = () => page.mouse.move(first.x + 20 + (moves++ % 20), first.y + first.height / 2)
  await move()
  await openChange(title, { 'policies/e2e/pointer.yaml': 'version: "1"\ndefault: deny\n' })
  await expect(async () => {
    await move()
    await expect(rowOn(other)).toBeVisible({ timeout: 200 })
  }).toPass({ intervals: [200], timeout: 60_000 })
  await expect(rowOn(page)).toHaveCount(0)
  await expect(rowOn(page)).toBeVisible()
})

// A balancer that sends a request over a connection which the app is just closing answers 502; nginx gives up its own after 60 seconds.
test('a connection that rests is kept for longer than clients and balancers keep it', async ({ page }) => {
  await signIn(page, loginOf('read'), '/docs')
  const [, seconds = ''] =
    /timeout=(\d+)/.exec((await page.request.get('/healthz')).headers()['keep-alive'] ?? '') ?? []
  expect(Number(seconds)).toBeGreaterThan(60)
})
