import { expect, type Page } from '@playwright/test'
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

test('a face that comes late moves nothing on the page', async ({ page }) => {
  await signIn(page, loginOf('read'), '/docs')
  const held: (() => Promise<void>)[] = []
  await page.route('**/*.woff2', (route) => {
    held.push(() => route.continue())
  })
  await page.goto('/docs/concepts', { waitUntil: 'domcontentloaded' })
  await expect(page.getByRole('heading', { level: 1, name: 'Words' })).toBeVisible()
  await expect.poll(() => held.length).toBe(2)
  await Promise.all(held.map((release) => release()))
  await page.waitForLoadState('load')
  expect(await layoutShift(page)).toBe(0)
})

/** How much of the page moved by itself since it came, once its faces are there and drawn. */
function layoutShift(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const entries: PerformanceEntry[] = []
    const observer = new PerformanceObserver((list) => void entries.push(...list.getEntries()))
    observer.observe({ type: 'layout-shift', buffered: true })
    await document.fonts.ready
    for (let frame = 0; frame < 3; frame++) await new Promise((done) => requestAnimationFrame(done))
    await new Promise((done) => requestIdleCallback(done))
    entries.push(...observer.takeRecords())
    return entries.reduce((sum, entry) => sum + ('value' in entry ? Number(entry.value) : 0), 0)
  })
}
