import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { loginOf, signIn } from './person'

/** A page with this title, without faults for screen readers, that does not scroll sideways. */
async function expectPage(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
  await expectAccessible(page)
}

test('somebody who may look reads the documentation on a phone @long', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 900 })
  await signIn(page, loginOf('read'), '/docs')
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

test('the person menu and the palette lead to the documentation', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
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
  await signIn(page, loginOf('read'), '/docs/errors/no-such-error')
  await expectPage(page, 'The documentation has no such page')
  await page.goto('/docs/..%2f..%2fpackage.json')
  await expectPage(page, 'The documentation has no such page')
  await page.getByRole('link', { name: 'All pages of the documentation' }).click()
  await expectPage(page, 'Documentation')
})

test('every link of the documentation leads somewhere @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/docs')
  const seen = new Set<string>()
  const open = ['/docs']
  for (let href = open.pop(); href !== undefined; href = open.pop()) {
    const path = href.split('#')[0] ?? ''
    if (path === '' || seen.has(path) || !path.startsWith('/docs')) continue
    seen.add(path)
    const { status, links, dangling } = await readDocument(page, path)
    expect(status, path).toBe(200)
    expect(dangling, path).toEqual([])
    open.push(...links)
  }
  expect(seen.size).toBeGreaterThan(45)
})

/** What the server answers for a page, without the time that a browser takes to show it. `dangling` are links to places that the page does not have. */
function readDocument(page: Page, path: string) {
  return page.evaluate(async (path) => {
    const answer = await fetch(path)
    const document = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const links = [...document.querySelectorAll('main a[href]')].map(
      (link) => link.getAttribute('href') ?? '',
    )
    const places = links
      .filter((link) => link.startsWith('#'))
      .map((link) => decodeURIComponent(link.slice(1)))
    return {
      status: answer.status,
      links,
      dangling: places.filter((place) => document.getElementById(place) === null),
    }
  }, path)
}
