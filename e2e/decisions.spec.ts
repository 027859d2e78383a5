import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'

/** The demo fleet's agent is denied something within a minute of its start. */
async function openDenied(page: Page): Promise<void> {
  await page.goto('/decisions?result=denied')
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: /^lena / }).click()
  await expect(page).toHaveURL(/\/decisions\?result=denied$/)
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('table', { name: 'Decisions' }).getByRole('link').first()).toBeVisible({
      timeout: 2000,
    })
  }).toPass({ timeout: 80_000 })
}

test('a denied call leads to its rule, the lines, the commit and who agreed', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.getByRole('table', { name: 'Decisions' }).getByRole('link').first().click()
  await expect(page).toHaveURL(/&d=\d+-\d+-\d+/)
  const chain = page.getByRole('region').filter({ has: page.getByText('Approved by') })
  await expect(chain.getByText('demo-agent')).toBeVisible()
  await expect(chain.locator('pre')).toContainText('name:')
  await expect(chain.getByText(/^sha256/)).toBeVisible()
  await expect(chain.getByText('values not recorded')).toBeVisible()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await chain.getByRole('link', { name: 'Close' }).click()
  await expect(chain).toHaveCount(0)
})

test('a search keeps the range and the result, and the address says all of it', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.getByRole('link', { name: '7 days' }).click()
  await expect(page).toHaveURL(/hours=168/)
  await page.getByLabel('Text in tool, rule or message').fill('no such thing')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  const search = new URL(page.url()).searchParams
  expect(Object.fromEntries(search)).toEqual({ hours: '168', result: 'denied', q: 'no such thing' })
})

test('the table has the numbers of the chart, and a fixed range stays', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.getByRole('link', { name: 'Table', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Decisions over time' })).toBeVisible()
  await page.getByRole('link', { name: 'Fix this range' }).click()
  await expect(page).toHaveURL(/from=.*&to=.*table=1/)
  await expect(page.getByText(/^\d[\d,]* denied from .* UTC/)).toBeVisible()
})

test('an id that is none is said to be none', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.goto('/decisions?d=1-1-1')
  await expect(page.getByText('There is no decision with this id.')).toBeVisible()
})
