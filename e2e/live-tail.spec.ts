import { expect, type Page, type Response } from '@playwright/test'
import { test } from './fixtures'
import { expectListening, loginOf, signIn } from './person'

// The demo fleet's agents call something every few seconds.

function log(page: Page) {
  return page.getByRole('table', { name: 'Decisions', exact: true })
}

async function newest(page: Page): Promise<string> {
  return (await log(page).getByRole('row').nth(1).getByRole('link').first().getAttribute('id')) ?? ''
}

/**
 * Waits until the page has been told three times that there is more than it shows, and shows the same first row all the while: a list that
 * follows takes them in at the first word.
 */
async function standsStill(page: Page, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  const words = new Map<string, number>()
  const hear = async (response: Response) => {
    const { pathname, searchParams } = new URL(response.url())
    if (pathname !== '/api/decisions/newer') return
    const after = searchParams.get('after') ?? ''
    const isMore = /"count":[1-9]/.test(await response.text().catch(() => ''))
    if (isMore) words.set(after, (words.get(after) ?? 0) + 1)
  }
  page.on('response', hear)
  const told = async () => {
    await meanwhile()
    return words.get(await newest(page)) ?? 0
  }
  await expect.poll(told, { intervals: [200], timeout: 60_000 }).toBeGreaterThan(2)
  page.off('response', hear)
}

/** A newer row comes without a click. */
async function follows(page: Page): Promise<void> {
  const first = await newest(page)
  await expect.poll(() => newest(page), { timeout: 60_000 }).not.toBe(first)
}

test('with Live on a call arrives in the log by itself and is told, but not under a pointer, nor while the log is scrolled or a decision open @long', async ({
  page,
}) => {
  test.slow()
  await signIn(page, loginOf('read'), '/decisions?hours=168&live=1')
  await expectListening(page)
  await expect(log(page).getByRole('row').nth(2)).toBeVisible({ timeout: 60_000 })
  await follows(page)
  await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ new decisions?$/ })).toBeAttached()

  const place = await log(page).getByRole('row').nth(2).boundingBox()
  if (place === null) throw new Error('the log has no second row')
  let step = 0
  await standsStill(page, () => page.mouse.move(place.x + 200 + (step++ % 2), place.y + place.height / 2))
  await page.mouse.move(5, 5)
  await follows(page)

  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await standsStill(page)
  await expect(page.getByText('Paused while the top of the log is out of view.')).toBeAttached()
  await page.evaluate(() => window.scrollTo(0, 0))
  await follows(page)

  await log(page).locator('tbody').getByRole('link').first().click()
  await expect(page.getByText('Paused while a decision is open.')).toBeVisible()
  await standsStill(page)
  await page.keyboard.press('Escape')
  await follows(page)
})
