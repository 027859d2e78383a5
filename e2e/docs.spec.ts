import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { demoAccounts } from '../scripts/start/accounts'
import { test } from './fixtures'

/** Signs in through the forge's account picker as somebody who may only look, from the page that asked for it. */
async function signIn(page: Page, path: string): Promise<void> {
  const login = demoAccounts().find(({ role }) => role === 'read')?.login
  await page.goto(path)
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click()
  await expect(page).toHaveURL(new RegExp(`${path}$`))
}

/** A page with this title, without faults for screen readers, that does not scroll sideways. */
async function expectPage(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0)
}

async function linksOf(page: Page): Promise<string[]> {
  const links = page.locator('main a[href]')
  return links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
}

for (const width of [1440, 390]) {
  test(`somebody who may look reads the documentation on a screen of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await signIn(page, '/docs')
    await expectPage(page, 'Documentation')

    await page.getByRole('link', { name: 'Words', exact: true }).click()
    await expectPage(page, 'Words')
    await expect(page.getByRole('heading', { name: 'Evidence' })).toHaveAttribute('id', 'evidence')
    await expect(page.getByRole('cell', { name: 'nothing is known' })).toBeAttached()

    await page.goto('/docs/lint/secret')
    await expectPage(page, 'Secret in a policy')
    await page.getByRole('link', { name: 'Lint rules', exact: true }).click()
    await expectPage(page, 'Lint rules')

    await page.goto('/docs/errors/unknown-token')
    await expectPage(page, 'The token does not count')
    await expect(page.getByText('unknown-token, status 401')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'What a connector does' })).toBeVisible()
  })
}

test('the person menu and the palette lead to the documentation', async ({ page }) => {
  await signIn(page, '/policies')
  const item = page.getByRole('menuitem', { name: 'Documentation' })
  // The buttons are there before the page listens to them, so that a first click may be lost.
  await expect(async () => {
    if (!(await item.isVisible())) await page.getByRole('button', { name: /, menu$/ }).click()
    await item.click({ timeout: 3000 })
  }).toPass()
  await expectPage(page, 'Documentation')

  await page.goto('/policies')
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await expect(async () => {
    if (!(await search.isVisible())) await page.keyboard.press('ControlOrMeta+k')
    await search.fill('documentation', { timeout: 3000 })
  }).toPass()
  await page.getByRole('option', { name: /^Documentation/ }).click()
  await expect(page).toHaveURL(/\/docs$/)
})

test('an unknown page says so and leads to the list of all', async ({ page, faults }) => {
  faults.announce(404, '/docs/errors/no-such-error')
  faults.announce(404, '/docs/..%2f..%2fpackage.json')
  await signIn(page, '/docs/errors/no-such-error')
  await expectPage(page, 'The documentation has no such page')
  await page.goto('/docs/..%2f..%2fpackage.json')
  await expectPage(page, 'The documentation has no such page')
  await page.getByRole('link', { name: 'All pages of the documentation' }).click()
  await expectPage(page, 'Documentation')
})

test('nobody reads the documentation without signing in', async ({ page }) => {
  await page.goto('/docs/tour')
  await expect(page.getByRole('button', { name: 'Continue with GitHub' })).toBeVisible()
})

test('every link of the documentation leads somewhere', async ({ page }) => {
  test.slow()
  await signIn(page, '/docs')
  await expectPage(page, 'Documentation')
  const seen = new Set<string>()
  const open = await linksOf(page)
  for (let href = open.pop(); href !== undefined; href = open.pop()) {
    const path = href.split('#')[0] ?? ''
    if (path === '' || seen.has(path) || !path.startsWith('/docs')) continue
    seen.add(path)
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'The documentation has no such page' })).toHaveCount(0)
    const links = await linksOf(page)
    open.push(...links)
    const ids = links.filter((link) => link.startsWith('#')).map((link) => decodeURIComponent(link.slice(1)))
    for (const id of ids) await expect(page.locator(`[id="${id}"]`)).toHaveCount(1)
  }
  expect(seen.size).toBeGreaterThan(45)
})
